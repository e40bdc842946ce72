//===- Page.h - report.html -------------------------------------*- C++ -*-===//
//
// Draws report.json, and knows nothing else: the page is one template, whose tables and pictures are made here, so that
// they can be read without scripts.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_REPORT_PAGE_H
#define SNNC_COMPILER_REPORT_PAGE_H

#include <nlohmann/json.hpp>
#include <string>

namespace snnc::report {

/// The page of a report. The same report gives the same bytes.
std::string renderPage(const nlohmann::ordered_json &report);

// The content of its sections.
std::string renderVerdict(const nlohmann::ordered_json &report);
std::string renderOrigin(const nlohmann::ordered_json &report);
std::string renderProblems(const nlohmann::ordered_json &report);
std::string renderNetwork(const nlohmann::ordered_json &report);
std::string renderPhases(const nlohmann::ordered_json &report);
std::string renderChip(const nlohmann::ordered_json &report);
std::string renderMemory(const nlohmann::ordered_json &report);
std::string renderSpikes(const nlohmann::ordered_json &report);
std::string renderQuantisation(const nlohmann::ordered_json &report);
std::string renderComparison(const nlohmann::ordered_json &report);
std::string renderSchedule(const nlohmann::ordered_json &report);

/// The number of a layer's colour.
unsigned colourOf(const nlohmann::ordered_json &report, const std::string &layer);

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_PAGE_H

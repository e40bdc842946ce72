//===- OptionValues.h - what the value of an option may be ------*- C++ -*-===//
//
// Checks that the command line makes of values. Private to CommandLine.cpp, for CLI11 needs exceptions.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_DRIVER_OPTIONVALUES_H
#define SNNC_COMPILER_DRIVER_OPTIONVALUES_H

#include "llvm/ADT/StringRef.h"
#include <CLI/CLI.hpp>
#include <cmath>
#include <optional>
#include <string>

namespace snnc::driver {

/// A finite number, greater than 0 or at most 0 where that is asked for. Of `text` all must be read.
inline std::optional<double> finiteNumber(const std::string &text) {
  double value = 0;
  if (llvm::StringRef(text).getAsDouble(value) || !std::isfinite(value))
    return std::nullopt;
  return value;
}

inline std::string checkPositive(std::string &text) {
  std::optional<double> value = finiteNumber(text);
  return value && *value > 0 ? "" : "must be a finite number greater than 0, is '" + text + "'";
}

inline std::string checkBound(std::string &text) {
  if (text == "none")
    return "";
  std::optional<double> value = finiteNumber(text);
  return value && *value <= 0 ? "" : "must be a finite number of at most 0, or none, is '" + text + "'";
}

inline std::string checkNumberOrNone(std::string &text) {
  return text == "none" || finiteNumber(text) ? "" : "must be a finite number, or none, is '" + text + "'";
}

/// Turns "auto" into 0, which the compiler takes for it.
inline std::string checkCount(std::string &text) {
  int64_t value = 0;
  if (text == "auto")
    text = "0";
  else if (llvm::StringRef(text).getAsInteger(10, value) || value < 1)
    return "must be a whole number of at least 1, or auto, is '" + text + "'";
  return "";
}

/// CLI11 takes -1 for the greatest number of an unsigned option.
inline std::string checkWhole(std::string &text) {
  uint64_t value = 0;
  return llvm::StringRef(text).getAsInteger(10, value) ? "must be a whole number of at least 0, is '" + text + "'" : "";
}

inline std::string checkNotEmpty(std::string &text) { return text.empty() ? "must not be empty" : ""; }

inline const CLI::Validator positive(checkPositive, "NUMBER > 0", "positive");
/// LAYER=COLUMN,ROW; to passes the core comes first, for a layer may have any name.
inline std::string checkPin(std::string &text) {
  auto [layer, core] = llvm::StringRef(text).rsplit('=');
  auto [column, row] = core.split(',');
  unsigned number;
  if (layer.empty() || column.getAsInteger(10, number) || row.getAsInteger(10, number))
    return "'" + text + "' is not LAYER=COLUMN,ROW";
  text = (column + ":" + row + ":" + layer).str();
  return "";
}

/// LAYER=CHANNELSxROWSxCOLUMNS; to passes the cut comes first.
inline std::string checkTiles(std::string &text) {
  auto [layer, cut] = llvm::StringRef(text).rsplit('=');
  if (layer.empty() || cut.empty() || cut.find_first_not_of("0123456789/x") != llvm::StringRef::npos ||
      cut.count('x') != 2)
    return "'" + text + "' is not LAYER=CHANNELSxROWSxCOLUMNS";
  text = (cut + ":" + layer).str();
  return "";
}

inline std::string checkTogether(std::string &text) {
  size_t at = text.find('=');
  return at == std::string::npos || at == 0 || at + 1 == text.size() ? "'" + text + "' is not LAYER=OTHER" : "";
}

inline const CLI::Validator together(checkTogether, "LAYER=OTHER", "pair");
inline const CLI::Validator lowerBound(checkBound, "NUMBER <= 0|none", "lower bound");
inline const CLI::Validator numberOrNone(checkNumberOrNone, "NUMBER|none", "number or none");
inline const CLI::Validator countOrAuto(checkCount, "N|auto", "count");
inline const CLI::Validator pin(checkPin, "LAYER=COLUMN,ROW", "pin");
inline const CLI::Validator tiles(checkTiles, "LAYER=CHANNELSxROWSxCOLUMNS", "tiles");
inline const CLI::Validator whole(checkWhole, "", "whole number");
inline const CLI::Validator notEmpty(checkNotEmpty, "", "not empty");
/// Steps, microseconds and samples.
inline const CLI::Range atLeastOne(uint32_t(1), UINT32_MAX, "1 or more");
inline const CLI::Range threadNumber(0, 1024);

/// FROM:TO, a window of steps; nothing of any other text.
inline std::optional<std::pair<uint32_t, uint32_t>> parseWindow(llvm::StringRef text) {
  auto [first, last] = text.split(':');
  uint32_t from = 0, to = 0;
  if (first.getAsInteger(10, from) || last.getAsInteger(10, to))
    return std::nullopt;
  return std::make_pair(from, to);
}

inline std::string checkFst(const std::string &text) {
  auto window = parseWindow(text);
  return window && window->first > window->second ? "the window " + text + " ends before it begins" : notEmpty(text);
}

/// Two numbers, as 1,2.
inline std::string checkCore(const std::string &text) {
  auto [column, row] = llvm::StringRef(text).split(',');
  uint32_t number;
  return column.getAsInteger(10, number) || row.getAsInteger(10, number) ? "'" + text + "' is not COLUMN,ROW" : "";
}

/// A number, with 0x in front in hexadecimal.
inline std::optional<uint32_t> addressOf(llvm::StringRef text) {
  uint32_t number;
  bool isHexadecimal = text.consume_front("0x");
  return text.getAsInteger(isHexadecimal ? 16 : 10, number) ? std::nullopt : std::optional(number);
}

inline std::string checkAddress(const std::string &text) {
  return addressOf(text) ? "" : "'" + text + "' is not an address, as 64 or 0x40";
}

/// Columns and rows, as 32x32.
inline std::string checkGrid(const std::string &text) {
  auto [columns, rows] = llvm::StringRef(text).split('x');
  uint64_t cores = 1;
  for (llvm::StringRef part : {columns, rows}) {
    uint32_t number;
    if (part.getAsInteger(10, number) || number == 0 || number > 32768)
      return "'" + text + "' is not COLUMNSxROWS, from 1x1 to 32768x32768";
    cores *= number;
  }
  return cores > (1 << 24) ? "'" + text + "' is more than 16777216 cores" : "";
}

} // namespace snnc::driver

#endif // SNNC_COMPILER_DRIVER_OPTIONVALUES_H

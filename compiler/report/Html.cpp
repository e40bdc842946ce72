//===- Html.cpp - pieces of a page ----------------------------------------===//

#include "compiler/report/Html.h"
#include "llvm/ADT/STLExtras.h"
#include <fmt/format.h>

using namespace snnc;
using json = nlohmann::ordered_json;

std::string report::escape(llvm::StringRef text) {
  std::string result;
  for (char c : text)
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  return result;
}

std::string report::name(llvm::StringRef text) { return "<bdi>" + escape(text) + "</bdi>"; }

std::string report::layerName(llvm::StringRef layer) {
  return "<bdi class=\"layer\" data-layer=\"" + escape(layer) + "\">" + escape(layer) + "</bdi>";
}

std::string report::shorten(llvm::StringRef text, size_t most) {
  size_t letters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    bool begins = (uint8_t(text[i]) & 0xc0) != 0x80;
    if (begins && letters++ == most)
      return text.take_front(i).str() + "…";
  }
  return text.str();
}

std::string report::number(uint64_t value) {
  std::string digits = std::to_string(value);
  for (size_t i = digits.size(); i > 3; i -= 3)
    digits.insert(i - 3, "\u202f");
  return digits;
}

std::string report::number(const json &value, int digits) {
  return value.is_null() ? "–" : fmt::format("{:.{}f}", value.get<double>(), digits);
}

std::string report::percent(uint64_t part, uint64_t whole) {
  return whole ? fmt::format("{:.1f} %", 100.0 * double(part) / double(whole)) : "–";
}

std::string report::extents(const json &shape) {
  std::string text;
  for (const json &extent : shape)
    text += (text.empty() ? "" : "×") + std::to_string(extent.get<int64_t>());
  return text;
}

std::string report::bar(uint64_t used, uint64_t available) {
  double share = available ? std::min(100.0, 100.0 * double(used) / double(available)) : 0;
  return fmt::format("<span class=\"bar\"><span style=\"width:{:.1f}%\"></span></span> {} / {}", share, number(used),
                     number(available));
}

std::string report::fold(llvm::StringRef summary, bool isOpen, llvm::StringRef content) {
  return std::string("<details") + (isOpen ? " open" : "") + "><summary>" + summary.str() + "</summary>\n" +
         content.str() + "</details>\n";
}

report::Table::Table(llvm::StringRef caption, llvm::ArrayRef<std::string> headings) {
  text = "<div class=\"scroll\"><table><caption>" + caption.str() + "</caption><thead><tr>";
  for (llvm::StringRef heading : headings) {
    isNumber.push_back(heading.consume_front("#"));
    text += "<th scope=\"col\"" + std::string(isNumber.back() ? " class=\"n\"" : "") + ">" + heading.str() + "</th>";
  }
  text += "</tr></thead><tbody>\n";
}

void report::Table::row(llvm::ArrayRef<std::string> cells, llvm::StringRef attributes) {
  ++rows;
  text += attributes.empty() ? "<tr>" : "<tr " + attributes.str() + ">";
  for (auto [cell, isNumeric] : llvm::zip_equal(cells, isNumber))
    text += std::string(isNumeric ? "<td class=\"n\">" : "<td>") + cell + "</td>";
  text += "</tr>\n";
}

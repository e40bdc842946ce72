//===- Html.h - pieces of a page --------------------------------*- C++ -*-===//
//
// Every text of a user goes through `escape`, be it the name of a layer or of a file: it may hold tags, quotes, and
// letters that turn the direction of writing.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_REPORT_HTML_H
#define SNNC_COMPILER_REPORT_HTML_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace snnc::report {

/// Text for content and for attributes in quotes.
std::string escape(llvm::StringRef text);
/// A name of the user's, kept apart from the direction of the text around it.
std::string name(llvm::StringRef text);
/// The name of a layer, which can be selected.
std::string layerName(llvm::StringRef layer);
/// The start of a text, no longer than `most` letters.
std::string shorten(llvm::StringRef text, size_t most);
/// Digits in groups of three.
std::string number(uint64_t value);
/// A number with so many digits behind the point; a dash for null.
std::string number(const nlohmann::ordered_json &value, int digits);
std::string percent(uint64_t part, uint64_t whole);
/// As in 8×16×16.
std::string extents(const nlohmann::ordered_json &shape);
/// A bar that is filled to a share, with a text beside it.
std::string bar(uint64_t used, uint64_t available);

/// Content that can be folded away.
std::string fold(llvm::StringRef summary, bool isOpen, llvm::StringRef content);

/// A table, row by row. Cells are HTML.
class Table {
public:
  /// Columns whose heading begins with '#' hold numbers.
  Table(llvm::StringRef caption, llvm::ArrayRef<std::string> headings);
  void row(llvm::ArrayRef<std::string> cells, llvm::StringRef attributes = "");
  std::string str() const { return rows == 0 ? "" : text + "</tbody></table></div>\n"; }

private:
  std::string text;
  std::vector<bool> isNumber;
  size_t rows = 0;
};

} // namespace snnc::report

#endif // SNNC_COMPILER_REPORT_HTML_H

//===- JunitFile.cpp - a verification as a test report --------------------===//

#include "compiler/driver/JunitFile.h"
#include "compiler/report/Html.h"
#include "llvm/Support/JSON.h"
#include <fmt/format.h>

using namespace snnc;

/// Text that stands in an attribute or an element; what XML cannot say becomes U+FFFD.
static std::string escape(llvm::StringRef text) {
  std::string result;
  for (char c : report::escape(llvm::json::fixUTF8(text)))
    if (c == '\n')
      result += "&#10;";
    else
      result += uint8_t(c) < 0x20 && c != '\t' ? "\xEF\xBF\xBD" : std::string(1, c);
  return result;
}

std::string driver::renderJunit(const sim::LockstepReport &report, llvm::StringRef directory) {
  std::string cases;
  unsigned failures = 0, skipped = 0;
  for (const sim::PairReport &pair : report.pairs) {
    bool isCompared = pair.kind != sim::ComparisonKind::Statistics;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{} {} {}\">", escape(directory), escape(pair.a),
                         isCompared ? "=" : "~", escape(pair.b));
    if (!isCompared) {
      ++skipped;
      cases += "<skipped message=\"compared by statistics, not for equality\"/>";
    } else if (!pair.equal) {
      ++failures;
      std::string difference =
          pair.difference ? sim::describe(*pair.difference, pair.a, pair.b) : std::string("no record was compared");
      cases += fmt::format("<failure message=\"{}\">{}</failure>",
                           escape(llvm::StringRef(difference).split('\n').first), escape(difference));
    }
    cases += fmt::format("<system-out>{} records, {} samples, {} steps</system-out></testcase>\n", pair.records,
                         report.samples, report.steps);
  }
  double seconds = 0;
  for (const sim::EngineReport &engine : report.engines)
    seconds += engine.seconds;
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                     "  <testsuite name=\"snnc verify\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n"
                     "{}  </testsuite>\n</testsuites>\n",
                     report.pairs.size(), failures, skipped, seconds, cases);
}

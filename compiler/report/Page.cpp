//===- Page.cpp - report.html ---------------------------------------------===//

#include "compiler/report/Page.h"
#include "compiler/report/Html.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace snnc::report;
using json = nlohmann::ordered_json;

static const char templateText[] =
#include "compiler/report/page/template.html.inc"
    ;
static const char styleText[] =
#include "compiler/report/page/style.css.inc"
    ;
static const char scriptText[] =
#include "compiler/report/page/script.js.inc"
    "\n"
#include "compiler/report/page/spikes.js.inc"
    "\n"
#include "compiler/report/page/pictures.js.inc"
    ;

/// JSON inside of a script element: no tag can begin in it, and no letter of it turns the direction of writing.
static std::string embed(const json &document) {
  std::string text = document.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace), result;
  for (char c : text)
    result += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : c == '&' ? "\\u0026" : std::string(1, c);
  return result;
}

static std::string embedBlobs(const json &blobs) {
  std::string text;
  for (const auto &[key, blob] : blobs.items())
    text += "<script type=\"application/octet-stream\" data-blob=\"" + escape(key) + "\">" +
            blob.get_ref<const std::string &>() + "</script>\n";
  return text;
}

unsigned report::colourOf(const json &report, const std::string &layer) {
  unsigned number = 0;
  for (const json &known : report["layers"]) {
    if (known == layer)
      return number % 8;
    ++number;
  }
  return 7;
}

std::string report::renderPage(const json &report) {
  json data = report;
  data.erase("blobs");
  const std::pair<llvm::StringRef, std::string> parts[] = {
      {"title", name(report["run"]["subject"].get<std::string>())},
      {"style", styleText},
      {"verdict", renderVerdict(report)},
      {"problems", renderProblems(report)},
      {"origin", renderOrigin(report)},
      {"network", renderNetwork(report)},
      {"passes", renderPhases(report)},
      {"chip", renderChip(report)},
      {"memory", renderMemory(report)},
      {"spikes", renderSpikes(report)},
      {"quantisation", renderQuantisation(report)},
      {"comparison", renderComparison(report)},
      {"schedule", renderSchedule(report)},
      {"blobs", embedBlobs(report["blobs"])},
      {"data", embed(data)},
      {"script", scriptText},
  };
  // Each mark once, from left to right: what is put in is not looked at again.
  std::string page;
  llvm::StringRef rest = templateText;
  while (!rest.empty()) {
    auto [before, behind] = rest.split("{{");
    page += before;
    auto [key, after] = behind.split("}}");
    for (const auto &[mark, text] : parts)
      if (mark == key)
        page += text;
    rest = after;
  }
  return page;
}

//===- JsonText.cpp - JSON that people can read ---------------------------===//

#include "support/json/JsonText.h"
#include <algorithm>

using namespace snnc;
using json = nlohmann::ordered_json;

/// An array of plain values, and an object in an array, take one line.
static bool takesOneLine(const json &value, bool isElement) {
  if (!value.is_structured() || value.empty())
    return true;
  bool isPlain = std::none_of(value.begin(), value.end(), [](const json &part) { return part.is_structured(); });
  return isPlain && (value.is_array() || isElement);
}

static void append(const json &value, size_t indent, bool isElement, std::string &text) {
  if (takesOneLine(value, isElement)) {
    text += value.dump(-1, ' ', false, json::error_handler_t::replace);
    return;
  }
  bool isObject = value.is_object(), isFirst = true;
  text += isObject ? '{' : '[';
  for (auto item = value.begin(); item != value.end(); ++item, isFirst = false) {
    text += isFirst ? "\n" : ",\n";
    text.append(indent + 2, ' ');
    if (isObject)
      text += json(item.key()).dump(-1, ' ', false, json::error_handler_t::replace) + ": ";
    append(*item, indent + 2, !isObject, text);
  }
  text += '\n';
  text.append(indent, ' ');
  text += isObject ? '}' : ']';
}

std::string snnc::formatJson(const json &document) {
  std::string text;
  append(document, 0, /*isElement=*/false, text);
  return text + "\n";
}

//===- NeedsText.cpp - why a network does not fit, for people -------------===//

#include "compiler/driver/NeedsText.h"
#include "compiler/driver/Messages.h"
#include "llvm/Support/raw_ostream.h"
#include <fmt/format.h>

using namespace snnc;
using json = nlohmann::ordered_json;

std::string driver::renderNeeds(llvm::ArrayRef<ResourceNeed> needs) {
  if (needs.empty())
    return "";
  std::string text =
      fmt::format("{:<16} {:<14} {:>10} {:>10} {:>10}  {}\n", "layer", "resource", "need", "have", "excess", "from");
  for (const ResourceNeed &need : needs)
    text += fmt::format("{:<16} {:<14} {:>10} {:>10} {:>10}  {}\n", need.layer.empty() ? "(all)" : need.layer,
                        need.resource, need.need, need.have, need.fits() ? "-" : std::to_string(need.need - need.have),
                        need.formula);
  return text;
}

json driver::describeNeeds(llvm::ArrayRef<ResourceNeed> needs) {
  json list = json::array();
  for (const ResourceNeed &need : needs)
    list.push_back({{"layer", need.layer.empty() ? json(nullptr) : json(need.layer)},
                    {"resource", need.resource},
                    {"need", need.need},
                    {"have", need.have},
                    {"excess", std::max<int64_t>(0, need.need - need.have)},
                    {"formula", need.formula}});
  return list;
}

void driver::printRemedies(llvm::ArrayRef<Remedy> remedies) {
  for (const Remedy &remedy : remedies)
    Messages::get().addNote("tried: it fits with " + remedy.text);
}

json driver::describeRemedies(llvm::ArrayRef<Remedy> remedies) {
  json list = json::array();
  for (const Remedy &remedy : remedies)
    list.push_back({{"text", remedy.text}, {"option", remedy.option.empty() ? json(nullptr) : json(remedy.option)}});
  return list;
}

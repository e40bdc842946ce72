//===- CoreText.cpp - what a core did with its cycles ---------------------===//

#include "compiler/driver/CoreText.h"

using namespace snnc;
using json = nlohmann::ordered_json;

json driver::describeCore(const sim::CycleReport::Core &core) {
  json object = {{"core", {core.x, core.y}}, {"layers", core.layers}};
  for (const sim::CycleReport::Count &counter : core.counters)
    object[counter.name] = counter.value;
  object["waits"] = json::array();
  for (const sim::CycleReport::Count &wait : core.waits)
    object["waits"].push_back({{"for", wait.name}, {"cycles", wait.value}});
  return object;
}

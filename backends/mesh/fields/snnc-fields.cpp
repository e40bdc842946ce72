//===- snnc-fields.cpp - writes what is generated from the field table ----===//
//
// Run by the build: `snnc-fields sv TARGET` | `cpp` | `doc TARGET` | `target TARGET` (canonical JSON), to stdout.
//
//===----------------------------------------------------------------------===//

#include "backends/mesh/fields/Generate.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc::mesh;

int main(int argc, char **argv) {
  llvm::StringRef what = argc > 1 ? argv[1] : "";
  if (what == "cpp" && argc == 2) {
    llvm::outs() << generateCppHeader(FieldTable::get());
    return 0;
  }
  if (argc != 3 || (what != "sv" && what != "doc" && what != "target")) {
    llvm::errs() << "usage: snnc-fields cpp | snnc-fields sv|doc|target TARGET\n";
    return 2;
  }
  llvm::Expected<TargetDescription> target = loadTarget(argv[2]);
  if (!target) {
    llvm::errs() << "snnc-fields: " << llvm::toString(target.takeError()) << "\n";
    return 3;
  }
  llvm::Expected<FieldLayout> layout = FieldLayout::create(*target);
  if (!layout) {
    llvm::errs() << "snnc-fields: " << llvm::toString(layout.takeError()) << "\n";
    return 3;
  }
  llvm::outs() << (what == "sv"    ? generateSystemVerilogPackage(*target, *layout)
                   : what == "doc" ? generateMarkdown(*target, *layout)
                                   : target->canonicalJson());
  return 0;
}

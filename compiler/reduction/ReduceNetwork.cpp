//===- ReduceNetwork.cpp - a network that shows something, made small -----===//

#include "compiler/reduction/ReduceNetwork.h"
#include "compiler/reduction/Reduction.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Reducer/Tester.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

using namespace mlir;
using namespace snnc;

#define GEN_PASS_DEF_REDUCENETWORK
namespace snnc {
#include "compiler/reduction/ReduceNetwork.h.inc"
} // namespace snnc

namespace {
struct ReduceNetworkPass : snnc::impl::ReduceNetworkBase<ReduceNetworkPass> {
  using ReduceNetworkBase::ReduceNetworkBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!llvm::hasSingleElement(module.getOps<snn::NetworkOp>())) {
      module.emitError() << "reduce-network: the module must have one snn.network";
      return signalPassFailure();
    }
    if (testerName.empty()) {
      module.emitError() << "reduce-network: which program looks at the network? test=PROGRAM says it";
      return signalPassFailure();
    }
    // The tester ends the process where it cannot be started.
    llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(testerName);
    if (!program || !llvm::sys::fs::can_execute(*program)) {
      module.emitError() << "reduce-network: there is no program '" << testerName.getValue() << "'";
      return signalPassFailure();
    }
    std::vector<std::string> arguments(testerArgs.begin(), testerArgs.end());
    Tester tester(*program, arguments);
    auto keeps = [&](ModuleOp smaller) { return tester.isInteresting(smaller).first == Tester::Interestingness::True; };
    if (!keeps(module)) {
      module.emitError() << "reduce-network: '" << testerName.getValue()
                         << "' does not find what it looks for in the whole network; it exits with 1 where it does";
      return signalPassFailure();
    }
    OwningOpRef<ModuleOp> reduced = reduceNetwork(module.clone(), keeps, attempts);
    module.getBodyRegion().takeBody(reduced->getBodyRegion());
  }
};
} // namespace

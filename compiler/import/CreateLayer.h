//===- CreateLayer.h - making one operation of a file's layer ---*- C++ -*-===//
//
// Inside NetworkBuilder, whose parts are in several files: an operation is made only once its types can be inferred,
// and what the dialect says against it is reported under the layer's name.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_CREATELAYER_H
#define SNNC_COMPILER_IMPORT_CREATELAYER_H

#include "compiler/import/NetworkBuilder.h"

namespace snnc {

template <typename OpTy, typename... Args>
mlir::FailureOr<mlir::Value> NetworkBuilder::create(llvm::StringRef name, Args &&...args) {
  using namespace mlir;
  OperationState state(getLoc(name), OpTy::getOperationName());
  OpTy::build(builder, state, TypeRange(builder.getNoneType()), std::forward<Args>(args)...);
  state.types.clear();
  std::string message;
  Operation *op = nullptr;
  {
    ScopedDiagnosticHandler capture(context, [&](Diagnostic &diagnostic) {
      if (message.empty())
        message = diagnostic.str();
      return success();
    });
    if (succeeded(OpTy::inferReturnTypes(context, state.location, state.operands,
                                         state.attributes.getDictionary(context), state.getRawProperties(),
                                         state.regions, state.types))) {
      op = builder.create(state);
      if (succeeded(cast<OpTy>(op).verifyConstraints()))
        return op->getResult(0);
    }
  }
  StringRef text = message;
  text.consume_front("'" + OpTy::getOperationName().str() + "' op ");
  if (op)
    op->erase();
  return fail(name) << text;
}

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_CREATELAYER_H

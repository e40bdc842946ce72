//===- ConvertSnnToXylo.cpp - integer network to a Xylo core --------------===//

#include "backends/xylo/conversion/convert-snn-to-xylo/ConvertSnnToXylo.h"
#include "backends/xylo/conversion/convert-snn-to-xylo/CoreNetwork.h"
#include "backends/xylo/emit/Assemble.h"
#include "compiler/target/EncoderText.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::xylo;

#define DEBUG_TYPE "convert-snn-to-xylo"

#define GEN_PASS_DEF_CONVERTSNNTOXYLO
namespace snnc {
#include "backends/xylo/conversion/convert-snn-to-xylo/ConvertSnnToXylo.h.inc"
} // namespace snnc

namespace {
/// Writes a network whose numbers are chosen as a program.
class Writer {
public:
  explicit Writer(CoreNetwork &core) : core(core), builder(core.network) {}

  ProgramOp run() {
    program = ProgramOp::create(builder, core.network.getLoc(), core.network.getSymName(), core.target, core.shifts,
                                core.hasBias);
    builder.setInsertionPointToStart(&program.getBody().front());
    for (const CoreInput &input : core.inputs)
      InputOp::create(
          builder, program.getLoc(), builder.getStringAttr(input.name), builder.getDenseI64ArrayAttr(input.shape),
          uint64_t(input.first), uint64_t(input.bound),
          input.encoder
              ? builder.getStringAttr(
                    encoderObject(input.encoder).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
              : StringAttr());
    for (const CoreLayer &layer : core.layers)
      write(layer);
    for (const CoreLayer &layer : core.layers)
      for (const Projection &projection : layer.projections)
        write(layer, projection);
    for (const CoreOutput &output : core.outputs)
      OutputOp::create(builder, program.getLoc(), output.name, output.shape, output.elements);
    return program;
  }

private:
  ElementsAttr numbers(ArrayRef<double> values) {
    return snn::makeElements<double>(RankedTensorType::get(int64_t(values.size()), builder.getF64Type()), values,
                                     "numbers");
  }

  void write(const CoreLayer &layer) {
    SmallVector<StringRef> deviations(layer.deviations.begin(), layer.deviations.end());
    auto op = LayerOp::create(
        builder, layer.neuron->getLoc(), builder.getStringAttr(layer.name), builder.getDenseI64ArrayAttr(layer.shape),
        layer.isReadout ? builder.getUnitAttr() : UnitAttr(), builder.getI64IntegerAttr(layer.first),
        builder.getI64IntegerAttr(layer.delay), builder.getDenseI64ArrayAttr(layer.currentDash),
        builder.getDenseI64ArrayAttr(layer.potentialDash), builder.getDenseI64ArrayAttr(layer.threshold),
        builder.getDenseI64ArrayAttr(layer.coreBias), numbers(layer.scale), numbers(layer.wanted), numbers(layer.got),
        deviations.empty() ? ArrayAttr() : builder.getStrArrayAttr(deviations));
    remark::passed(op.getLoc(), remark::RemarkOpts::name("mapped").category(DEBUG_TYPE).function(layer.name))
        << remark::metric("neurons", layer.size()) << remark::metric("first", layer.first)
        << remark::metric("delay", layer.delay);
    if (!deviations.empty())
      emitWarning(layer.neuron->getLoc()) << "layer '" << layer.name << "' " << llvm::join(deviations, "; it ");
  }

  void write(const CoreLayer &layer, const Projection &projection) {
    std::vector<int8_t> weights(projection.weights.begin(), projection.weights.end());
    auto type = RankedTensorType::get({projection.rows, layer.size()}, builder.getI8Type());
    Attribute source = projection.isInput
                           ? Attribute(builder.getStringAttr(core.inputs[projection.source].name))
                           : FlatSymbolRefAttr::get(builder.getContext(), core.layers[projection.source].name);
    SynapsesOp::create(builder, projection.loc, source, FlatSymbolRefAttr::get(builder.getContext(), layer.name),
                       snn::takeElements<int8_t>(type, std::move(weights), layer.name + ".weights"));
  }

  CoreNetwork &core;
  OpBuilder builder;
  ProgramOp program;
};

struct ConvertSnnToXylo : public snnc::impl::ConvertSnnToXyloBase<ConvertSnnToXylo> {
  void runOnOperation() override {
    TargetAttrInterface interface = targetOf(getOperation(), DEBUG_TYPE);
    if (!interface)
      return signalPassFailure();
    auto target = dyn_cast<TargetAttr>(Attribute(interface));
    if (!target) {
      getOperation().emitError() << "the target of the module is no Xylo core";
      return signalPassFailure();
    }
    for (auto network : llvm::make_early_inc_range(getOperation().getOps<snn::NetworkOp>()))
      if (failed(interface.checkNeeds(network, /*weightBits=*/0)) || failed(convert(network, target)))
        return signalPassFailure();
  }

  LogicalResult convert(snn::NetworkOp network, TargetAttr target) {
    CoreNetwork core{network, target};
    if (failed(wire(core)) || failed(setDelays(core)) || failed(placeNeurons(core)) || failed(chooseNumbers(core)))
      return failure();
    ProgramOp program = Writer(core).run();
    // What is left to show of the limits are synapses.
    llvm::Expected<CoreProgram> assembled = assembleProgram(program);
    if (!assembled) {
      network.emitError() << llvm::toString(assembled.takeError());
      return failure();
    }
    network.erase();
    return success();
  }
};
} // namespace

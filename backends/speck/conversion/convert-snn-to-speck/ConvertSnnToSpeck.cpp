//===- ConvertSnnToSpeck.cpp - integer network to Speck cores -------------===//

#include "backends/speck/conversion/convert-snn-to-speck/ConvertSnnToSpeck.h"
#include "backends/speck/conversion/convert-snn-to-speck/Numbers.h"
#include "backends/speck/emit/Assemble.h"
#include "backends/speck/target/SpeckTargetModel.h"
#include "compiler/analysis/SpikeBounds.h"
#include "compiler/target/EncoderText.h"
#include "compiler/target/TargetInterfaces.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::speck;

#define DEBUG_TYPE "convert-snn-to-speck"

#define GEN_PASS_DEF_CONVERTSNNTOSPECK
namespace snnc {
#include "backends/speck/conversion/convert-snn-to-speck/ConvertSnnToSpeck.h.inc"
} // namespace snnc

namespace {
/// Writes a plan whose numbers are chosen as a program.
class Writer {
public:
  Writer(const Plan &plan, const std::vector<LayerNumbers> &numbers, TargetAttr target)
      : plan(plan), numbers(numbers), target(target), builder(plan.network) {}

  ProgramOp run() {
    snn::NetworkOp network = plan.network;
    auto program = ProgramOp::create(builder, network.getLoc(), network.getSymName(), target, plan.usesSensor);
    builder.setInsertionPointToStart(&program.getBody().front());
    for (size_t i = 0; i < plan.inputs.size(); ++i)
      addInput(i);
    for (auto [index, layer] : llvm::enumerate(plan.layers))
      addLayer(layer, numbers[index]);
    for (auto [index, layer] : llvm::enumerate(plan.layers))
      for (const PlannedTile &tile : layer.tiles)
        addCore(index, layer, tile);
    for (const PlannedOutput &output : plan.outputs)
      OutputOp::create(builder, network.getLoc(), builder.getStringAttr(output.name),
                       builder.getDenseI64ArrayAttr(output.shape),
                       FlatSymbolRefAttr::get(builder.getContext(), plan.layers[output.layer].name));
    return program;
  }

private:
  void addInput(size_t index) {
    const PlannedInput &input = plan.inputs[index];
    SmallVector<Attribute> routes;
    for (auto [way, layer] : plan.waysFrom(true, index))
      for (const PlannedTile &tile : layer->tiles) {
        // What is a part of the kernel the host does not make.
        snn::SpikeRoute::Axis whole;
        const auto &rows = way->isInKernel ? whole : way->way[0], &columns = way->isInKernel ? whole : way->way[1];
        routes.push_back(RouteAttr::get(builder.getContext(), tile.core, way->featureShift, rows.first, columns.first,
                                        rows.stride, columns.stride, layer->axes[0].in, layer->axes[1].in));
      }
    snn::EncoderOpInterface encoder = input.value.getDefiningOp<snn::EncoderOpInterface>();
    StringAttr text;
    if (encoder)
      text = builder.getStringAttr(encoderObject(encoder.getEncoderDescription())
                                       .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    InputOp::create(
        builder, input.value.getLoc(), builder.getStringAttr(input.name), builder.getDenseI64ArrayAttr(input.shape),
        builder.getI64IntegerAttr(countBoundOf(input.value).value_or(1)), text, builder.getArrayAttr(routes));
  }

  void addLayer(const PlannedLayer &layer, const LayerNumbers &own) {
    SmallVector<StringRef> deviations(own.deviations.begin(), own.deviations.end());
    snn::NeuronOpInterface neuron = layer.neuron;
    auto op = LayerOp::create(builder, neuron->getLoc(), builder.getStringAttr(layer.name),
                              builder.getDenseI64ArrayAttr(layer.shape), builder.getF64FloatAttr(own.scale),
                              deviations.empty() ? ArrayAttr() : builder.getStrArrayAttr(deviations));
    remark::passed(op.getLoc(), remark::RemarkOpts::name("matched").category(DEBUG_TYPE).function(layer.name))
        << remark::metric("core", layer.tiles.front().core) << remark::metric("parts", layer.tiles.size());
    if (!deviations.empty())
      emitWarning(neuron->getLoc()) << "layer '" << layer.name << "' " << llvm::join(deviations, "; it ");
  }

  /// Parts with lower channels first: so their spikes come in the order in which one core would send them.
  ArrayAttr destinationsOf(size_t index, const PlannedLayer &layer, const PlannedTile &tile) {
    SmallVector<Attribute> destinations;
    for (auto [way, to] : plan.waysFrom(false, index))
      for (const PlannedTile &part : to->tiles)
        destinations.push_back(
            DestinationAttr::get(builder.getContext(), part.core, way->pooling, way->featureShift + tile.first));
    if (layer.step > 1)
      destinations.push_back(DestinationAttr::get(builder.getContext(), kReadoutCore, 1, 0));
    return builder.getArrayAttr(destinations);
  }

  void addCore(size_t index, const PlannedLayer &layer, const PlannedTile &tile) {
    const LayerNumbers &own = numbers[index];
    const auto &[rows, columns] = layer.axes;
    int64_t size = layer.features() * layer.kernel * layer.kernel, out = layer.featuresOut(tile.channels);
    std::vector<int8_t> weights(size_t(out * size), 0);
    SmallVector<int64_t> bias(size_t(out), 0);
    for (int64_t i = 0; i < tile.channels; ++i) {
      std::copy_n(own.weights.begin() + (tile.first + i) * size, size, weights.begin() + i * layer.step * size);
      bias[size_t(i * layer.step)] = own.bias[size_t(tile.first + i)];
    }
    auto type = RankedTensorType::get({out, layer.features(), layer.kernel, layer.kernel}, builder.getI8Type());
    bool monitor = layer.isReturned && layer.step == 1;
    snn::NeuronOpInterface neuron = layer.neuron;
    CoreOp::create(builder, neuron->getLoc(), builder.getI64IntegerAttr(tile.core),
                   FlatSymbolRefAttr::get(builder.getContext(), layer.name), builder.getI64IntegerAttr(tile.first),
                   builder.getI64IntegerAttr(tile.channels), builder.getI64IntegerAttr(layer.step),
                   builder.getDenseI64ArrayAttr({layer.features(), rows.in, columns.in}),
                   builder.getDenseI64ArrayAttr({rows.stride, columns.stride}),
                   builder.getDenseI64ArrayAttr({rows.padding, columns.padding}),
                   builder.getI64IntegerAttr(own.threshold), builder.getI64IntegerAttr(own.low),
                   own.resetsToZero ? builder.getUnitAttr() : UnitAttr(), monitor ? builder.getUnitAttr() : UnitAttr(),
                   builder.getDenseI64ArrayAttr(bias),
                   snn::takeElements<int8_t>(type, std::move(weights), layer.name + ".weights"),
                   destinationsOf(index, layer, tile));
  }

  const Plan &plan;
  const std::vector<LayerNumbers> &numbers;
  TargetAttr target;
  OpBuilder builder;
};

struct ConvertSnnToSpeck : public snnc::impl::ConvertSnnToSpeckBase<ConvertSnnToSpeck> {
  void runOnOperation() override {
    TargetAttrInterface interface = targetOf(getOperation(), DEBUG_TYPE);
    if (!interface)
      return signalPassFailure();
    auto target = dyn_cast<TargetAttr>(Attribute(interface));
    if (!target) {
      getOperation().emitError() << "the target of the module is no Speck chip";
      return signalPassFailure();
    }
    for (auto network : llvm::make_early_inc_range(getOperation().getOps<snn::NetworkOp>()))
      if (failed(convert(network, target)))
        return signalPassFailure();
  }

  LogicalResult convert(snn::NetworkOp network, TargetAttr target) {
    TargetDescription description = fromAttribute(target);
    FailureOr<Plan> plan = makePlan(network, description);
    if (failed(plan))
      return failure();
    std::vector<LayerNumbers> numbers;
    bool refused = false;
    for (const PlannedLayer &layer : plan->layers) {
      snn::NeuronOpInterface neuron = layer.neuron;
      if (!getElementTypeOrSelf(neuron.getNeuronCurrent().getType()).isInteger())
        return neuron->emitError() << DEBUG_TYPE << ": the layer is not quantised: run snn-quantize first";
      FailureOr<LayerNumbers> own = numbersOf(layer, description);
      refused |= failed(own);
      numbers.push_back(succeeded(own) ? std::move(*own) : LayerNumbers());
    }
    if (refused)
      return failure();
    ProgramOp program = Writer(*plan, numbers, target).run();
    // What is left to show is what the vendor's validator would not like.
    llvm::Expected<ChipProgram> assembled = assembleProgram(program);
    if (!assembled) {
      network.emitError() << llvm::toString(assembled.takeError());
      return failure();
    }
    network.erase();
    return success();
  }
};
} // namespace

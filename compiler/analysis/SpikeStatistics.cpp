//===- SpikeStatistics.cpp - what calibration saw -------------------------===//

#include "compiler/analysis/SpikeStatistics.h"
#include "compiler/analysis/SpikePaths.h"
#include "dialect/snn/Elements.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace snnc;

static constexpr llvm::StringLiteral calibrationAttr = snn::SnnDialect::kCalibrationAttr;

//===----------------------------------------------------------------------===//
// The attributes
//===----------------------------------------------------------------------===//

static DictionaryAttr makeRecord(MLIRContext *context, const CalibrationRecord &record, StringRef name) {
  Builder builder(context);
  auto type = RankedTensorType::get(int64_t(record.statistics.mean.size()), builder.getF64Type());
  auto elements = [&](const std::vector<double> &values, StringRef what) {
    return snn::makeElements<double>(type, values, (name + what).str());
  };
  SmallVector<NamedAttribute, 4> entries{
      builder.getNamedAttr("mean", elements(record.statistics.mean, ".mean")),
      builder.getNamedAttr("variance", elements(record.statistics.variance, ".variance")),
      builder.getNamedAttr("histogram", builder.getDenseI64ArrayAttr(record.histogram))};
  if (!record.potentials.empty()) {
    std::vector<double> lowest, magnitude;
    for (const PotentialStatistics &potential : record.potentials) {
      lowest.push_back(potential.lowest);
      magnitude.push_back(potential.magnitude);
    }
    entries.push_back(builder.getNamedAttr("lowest", builder.getDenseF64ArrayAttr(lowest)));
    entries.push_back(builder.getNamedAttr("magnitude", builder.getDenseF64ArrayAttr(magnitude)));
  }
  return builder.getDictionaryAttr(entries);
}

void snnc::attachCalibration(snn::NetworkOp network, llvm::ArrayRef<CalibrationRecord> layers,
                             llvm::ArrayRef<CalibrationRecord> inputs, double steps) {
  MLIRContext *context = network.getContext();
  Builder builder(context);
  size_t next = 0;
  network.walk([&](snn::StatefulOpInterface layer) {
    layer->setAttr(calibrationAttr, makeRecord(context, layers[next++], layer.getLayerName()));
  });
  SmallVector<Attribute> ofInputs;
  for (const CalibrationRecord &record : inputs)
    ofInputs.push_back(makeRecord(context, record, "input"));
  network->setAttr(calibrationAttr,
                   builder.getDictionaryAttr({builder.getNamedAttr("inputs", builder.getArrayAttr(ofInputs)),
                                              builder.getNamedAttr("steps", builder.getF64FloatAttr(steps))}));
}

/// Nothing where the record is absent or does not have `size` values.
static std::optional<SpikeStatistics> readRecord(DictionaryAttr record, size_t size) {
  if (!record)
    return std::nullopt;
  auto read = [&](StringRef name) {
    auto elements = record.getAs<ElementsAttr>(name);
    return elements ? snn::readElements<double>(elements) : std::optional<std::vector<double>>();
  };
  std::optional<std::vector<double>> mean = read("mean"), variance = read("variance");
  if (!mean || !variance || mean->size() != size || variance->size() != size)
    return std::nullopt;
  return SpikeStatistics{std::move(*mean), std::move(*variance)};
}

namespace {
struct SpikeRates {
  DenseF64ArrayAttr rows, columns;
};
} // namespace

/// The histogram tells the share of neuron steps with a spike, the means where they are. Null where there is no record.
static std::optional<SpikeRates> spikeRatesOf(DictionaryAttr record, snn::SpikesType type) {
  auto histogram = record ? record.getAs<DenseI64ArrayAttr>("histogram") : DenseI64ArrayAttr();
  if (!histogram || histogram.empty() || !type)
    return std::nullopt;
  std::array<int64_t, 3> shape = snn::frameOf(type);
  std::optional<SpikeStatistics> statistics = readRecord(record, size_t(shape[0] * shape[1] * shape[2]));
  if (!statistics)
    return std::nullopt;
  double all = 0, sum = 0;
  for (int64_t neuronSteps : histogram.asArrayRef())
    all += double(neuronSteps);
  std::vector<double> rows(shape[1], 0), columns(shape[2], 0);
  for (auto [i, mean] : llvm::enumerate(statistics->mean)) {
    double count = std::abs(mean);
    rows[i / shape[2] % shape[1]] += count;
    columns[i % shape[2]] += count;
    sum += count;
  }
  // Inputs have no histogram: few of their spikes come several at a time.
  double share = sum <= 0            ? 0
                 : histogram[0] == 0 ? 1 / double(statistics->mean.size())
                                     : (1 - double(histogram[0]) / all) / sum;
  for (double &row : rows)
    row = std::min(1.0, row * share * double(shape[1]));
  for (double &column : columns)
    column = std::min(1.0, column * share * double(shape[2]));
  Builder builder(record.getContext());
  return SpikeRates{builder.getDenseF64ArrayAttr(rows), builder.getDenseF64ArrayAttr(columns)};
}

void snnc::noteSpikeRates(snn::NetworkOp network) {
  network.walk([&](snn::StatefulOpInterface layer) {
    auto type = dyn_cast<snn::SpikesType>(layer->getResult(0).getType());
    if (auto rates = spikeRatesOf(layer->getAttrOfType<DictionaryAttr>(calibrationAttr), type)) {
      layer->setAttr(snn::SnnDialect::kRowRatesAttr, rates->rows);
      layer->setAttr(snn::SnnDialect::kColumnRatesAttr, rates->columns);
    }
  });
  auto record = network->getAttrOfType<DictionaryAttr>(calibrationAttr);
  auto inputs = record ? record.getAs<ArrayAttr>("inputs") : ArrayAttr();
  for (unsigned i = 0; inputs && i < std::min<size_t>(inputs.size(), network.getNumArguments()); ++i)
    if (auto rates = spikeRatesOf(dyn_cast<DictionaryAttr>(inputs[i]),
                                  dyn_cast<snn::SpikesType>(network.getArgumentTypes()[i]))) {
      network.setArgAttr(i, snn::SnnDialect::kRowRatesAttr, rates->rows);
      network.setArgAttr(i, snn::SnnDialect::kColumnRatesAttr, rates->columns);
    }
}

void snnc::removeCalibration(snn::NetworkOp network) {
  network.walk([](Operation *op) { op->removeAttr(calibrationAttr); });
}

std::optional<double> snnc::calibrationStepsOf(snn::NetworkOp network) {
  auto record = network->getAttrOfType<DictionaryAttr>(calibrationAttr);
  auto steps = record ? record.getAs<FloatAttr>("steps") : FloatAttr();
  if (!steps)
    return std::nullopt;
  return steps.getValueAsDouble();
}

std::vector<int64_t> snnc::calibrationHistogramOf(Operation *layer) {
  auto record = layer->getAttrOfType<DictionaryAttr>(calibrationAttr);
  auto histogram = record ? record.getAs<DenseI64ArrayAttr>("histogram") : DenseI64ArrayAttr();
  return histogram ? histogram.asArrayRef().vec() : std::vector<int64_t>();
}

std::vector<PotentialStatistics> snnc::calibrationPotentialsOf(Operation *layer) {
  auto record = layer->getAttrOfType<DictionaryAttr>(calibrationAttr);
  auto lowest = record ? record.getAs<DenseF64ArrayAttr>("lowest") : DenseF64ArrayAttr();
  auto magnitude = record ? record.getAs<DenseF64ArrayAttr>("magnitude") : DenseF64ArrayAttr();
  std::vector<PotentialStatistics> potentials;
  if (lowest && magnitude && lowest.size() == magnitude.size())
    for (auto [least, typical] : llvm::zip_equal(lowest.asArrayRef(), magnitude.asArrayRef()))
      potentials.push_back({least, typical});
  return potentials;
}

//===----------------------------------------------------------------------===//
// What follows from them
//===----------------------------------------------------------------------===//

static size_t sizeOf(Value spikes) {
  size_t size = 1;
  for (int64_t extent : snn::getShape(spikes.getType()))
    size *= size_t(extent);
  return size;
}

/// What layers without state give, each worked out once: merges of merges lead to one value on very many ways.
using KnownStatistics = llvm::DenseMap<Value, SpikeStatistics>;

static std::optional<SpikeStatistics> statisticsOf(Value spikes, KnownStatistics &known);

static std::optional<SpikeStatistics> statisticsOfInput(Value spikes) {
  Value input = spikes;
  if (auto encoder = spikes.getDefiningOp<snn::EncoderOpInterface>())
    input = encoder.getEncoderInput();
  auto argument = dyn_cast<BlockArgument>(input);
  auto network = argument ? dyn_cast<snn::NetworkOp>(argument.getOwner()->getParentOp()) : snn::NetworkOp();
  auto record = network ? network->getAttrOfType<DictionaryAttr>(calibrationAttr) : DictionaryAttr();
  auto inputs = record ? record.getAs<ArrayAttr>("inputs") : ArrayAttr();
  if (!inputs || argument.getArgNumber() >= inputs.size())
    return std::nullopt;
  return readRecord(dyn_cast<DictionaryAttr>(inputs[argument.getArgNumber()]), sizeOf(spikes));
}

/// Calls `add(ix)` for the elements of the source that element `o` of an axis is the sum of.
template <typename Function> static void forWindow(const snn::SpikeRoute::Axis &axis, int64_t o, const Function &add) {
  for (int64_t j = 0; j < axis.window; ++j)
    add(axis.first + o * axis.stride + j);
}

/// Adds what comes by a route to what the result has so far.
static void addRouted(const SpikeStatistics &source, std::array<int64_t, 3> from, const snn::SpikeRoute &route,
                      std::array<int64_t, 3> to, SpikeStatistics &result) {
  if (route.flattens)
    to = from; // the elements keep their order
  size_t into = size_t(route.firstChannel) * (route.flattens ? 1 : size_t(to[1] * to[2]));
  for (int64_t c = 0; c < from[0]; ++c)
    for (int64_t oy = 0; oy < to[1]; ++oy)
      for (int64_t ox = 0; ox < to[2]; ++ox, ++into)
        forWindow(route.axes[0], oy, [&](int64_t iy) {
          forWindow(route.axes[1], ox, [&](int64_t ix) {
            size_t at = size_t((c * from[1] + iy) * from[2] + ix);
            result.mean[into] += source.mean[at];
            result.variance[into] += source.variance[at];
          });
        });
}

static std::optional<SpikeStatistics> statisticsOfLayer(Operation *op, KnownStatistics &known) {
  auto layer = dyn_cast<snn::SpikeRoutingOpInterface>(op);
  if (!layer || !isa<snn::SpikesType>(op->getResult(0).getType()))
    return std::nullopt;
  SpikeStatistics result;
  result.mean.assign(sizeOf(op->getResult(0)), 0);
  result.variance = result.mean;
  for (OpOperand &source : op->getOpOperands()) {
    std::optional<SpikeStatistics> next = statisticsOf(source.get(), known);
    if (!next)
      return std::nullopt;
    addRouted(*next, frameOf(source.get().getType()), layer.getRoute(source.getOperandNumber()),
              frameOf(op->getResult(0).getType()), result);
  }
  return result;
}

static std::optional<SpikeStatistics> statisticsOf(Value spikes, KnownStatistics &known) {
  Operation *op = spikes.getDefiningOp();
  if (!op || isa<snn::EncoderOpInterface>(op))
    return statisticsOfInput(spikes);
  if (isa<snn::StatefulOpInterface>(op))
    return readRecord(op->getAttrOfType<DictionaryAttr>(calibrationAttr), sizeOf(spikes));
  if (auto found = known.find(spikes); found != known.end())
    return found->second;
  std::optional<SpikeStatistics> result = statisticsOfLayer(op, known);
  if (result)
    known[spikes] = *result;
  return result;
}

std::optional<SpikeStatistics> snnc::statisticsOf(Value spikes) {
  KnownStatistics known;
  return ::statisticsOf(spikes, known);
}

std::optional<SpikeStatistics> snnc::tapStatisticsOf(snn::SynapseOpInterface synapse) {
  std::optional<SpikeStatistics> source = statisticsOf(synapse.getSource());
  if (!source)
    return std::nullopt;
  snn::Convolution conv = synapse.getConvolution();
  SpikeStatistics taps;
  double pixels = double(conv.outHeight * conv.outWidth);
  for (int64_t c = 0; c < conv.inChannels; ++c)
    for (int64_t ky = 0; ky < conv.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < conv.kernel[1]; ++kx) {
        double mean = 0, variance = 0;
        for (int64_t oy = 0; oy < conv.outHeight; ++oy)
          for (int64_t ox = 0; ox < conv.outWidth; ++ox) {
            int64_t y = oy * conv.stride[0] + ky * conv.dilation[0] - conv.padding[0];
            int64_t x = ox * conv.stride[1] + kx * conv.dilation[1] - conv.padding[1];
            if (y < 0 || y >= conv.inHeight || x < 0 || x >= conv.inWidth)
              continue;
            mean += source->mean[size_t((c * conv.inHeight + y) * conv.inWidth + x)];
            variance += source->variance[size_t((c * conv.inHeight + y) * conv.inWidth + x)];
          }
        taps.mean.push_back(mean / pixels);
        taps.variance.push_back(variance / pixels);
      }
  return taps;
}

//===- SpikeStatistics.cpp - what calibration saw -------------------------===//

#include "compiler/analysis/SpikeStatistics.h"
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
  return builder.getDictionaryAttr({
      builder.getNamedAttr("mean", elements(record.statistics.mean, ".mean")),
      builder.getNamedAttr("variance", elements(record.statistics.variance, ".variance")),
      builder.getNamedAttr("histogram", builder.getDenseI64ArrayAttr(record.histogram)),
  });
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

/// Adds the source's pixel (iy, ix) of channel c to the result's (oy, ox), for all that `forEach` says of a pixel.
template <typename Function>
static SpikeStatistics gather(const SpikeStatistics &source, ArrayRef<int64_t> from, ArrayRef<int64_t> to,
                              const Function &forEach) {
  SpikeStatistics result;
  size_t size = size_t(to[0] * to[1] * to[2]);
  result.mean.assign(size, 0);
  result.variance.assign(size, 0);
  for (int64_t c = 0; c < to[0]; ++c)
    for (int64_t oy = 0; oy < to[1]; ++oy)
      for (int64_t ox = 0; ox < to[2]; ++ox)
        forEach(oy, ox, [&](int64_t iy, int64_t ix) {
          if (iy < 0 || iy >= from[1] || ix < 0 || ix >= from[2])
            return;
          size_t into = size_t((c * to[1] + oy) * to[2] + ox), at = size_t((c * from[1] + iy) * from[2] + ix);
          result.mean[into] += source.mean[at];
          result.variance[into] += source.variance[at];
        });
  return result;
}

static std::optional<SpikeStatistics> pooled(snn::SumPool2dOp pool, KnownStatistics &known) {
  std::optional<SpikeStatistics> source = statisticsOf(pool.getSource(), known);
  if (!source)
    return std::nullopt;
  ArrayRef<int64_t> stride = pool.getStrideOrKernel(), kernel = pool.getKernel();
  return gather(*source, snn::getShape(pool.getSource().getType()), snn::getShape(pool.getResult().getType()),
                [&](int64_t oy, int64_t ox, auto add) {
                  for (int64_t ky = 0; ky < kernel[0]; ++ky)
                    for (int64_t kx = 0; kx < kernel[1]; ++kx)
                      add(oy * stride[0] + ky, ox * stride[1] + kx);
                });
}

static std::optional<SpikeStatistics> cropped(snn::Crop2dOp crop, KnownStatistics &known) {
  std::optional<SpikeStatistics> source = statisticsOf(crop.getSource(), known);
  if (!source)
    return std::nullopt;
  ArrayRef<int64_t> cropping = crop.getCropping();
  return gather(*source, snn::getShape(crop.getSource().getType()), snn::getShape(crop.getResult().getType()),
                [&](int64_t oy, int64_t ox, auto add) { add(oy + cropping[0], ox + cropping[1]); });
}

/// A merge adds its sources, a concatenation lines them up.
static std::optional<SpikeStatistics> joined(Operation *op, bool adds, KnownStatistics &known) {
  std::optional<SpikeStatistics> result;
  for (Value source : op->getOperands()) {
    std::optional<SpikeStatistics> next = statisticsOf(source, known);
    if (!next)
      return std::nullopt;
    if (!result) {
      result = std::move(next);
    } else if (adds) {
      for (size_t i = 0; i < next->mean.size(); ++i) {
        result->mean[i] += next->mean[i];
        result->variance[i] += next->variance[i];
      }
    } else {
      llvm::append_range(result->mean, next->mean);
      llvm::append_range(result->variance, next->variance);
    }
  }
  return result;
}

static std::optional<SpikeStatistics> statisticsOfLayer(Operation *op, KnownStatistics &known) {
  if (auto pool = dyn_cast<snn::SumPool2dOp>(op))
    return pooled(pool, known);
  if (auto crop = dyn_cast<snn::Crop2dOp>(op))
    return cropped(crop, known);
  if (isa<snn::FlattenOp, snn::DelayOp>(op))
    return statisticsOf(op->getOperand(0), known);
  if (isa<snn::MergeOp, snn::ConcatenateOp>(op))
    return joined(op, isa<snn::MergeOp>(op), known);
  return std::nullopt;
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

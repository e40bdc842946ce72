//===- NirSignals.cpp - sums of values with factors -----------------------===//
//
// See `Signal`. Factors are multiplied in double and rounded once, with the weights that take them.
//
//===----------------------------------------------------------------------===//
#include "compiler/import/nir/NirImporter.h"

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

/// Edges that come in together add: spikes at once, else as several parts.
FailureOr<Signal> Importer::addUp(const Node &node, ArrayRef<Signal> sources) {
  if (sources.size() == 1)
    return sources.front();
  for (const Signal &source : sources)
    if (source.getShape() != sources.front().getShape())
      return fail(node) << "what comes in must have one shape to be added, has "
                        << formatShape(sources.front().getShape()) << " and " << formatShape(source.getShape());
  SmallVector<Value> spikes;
  Signal sum;
  for (const Signal &source : sources) {
    if (source.isPlain() && isa<snn::SpikesType>(source.parts.front().value.getType()))
      spikes.push_back(source.parts.front().value);
    else
      llvm::append_range(sum.parts, source.parts);
  }
  if (spikes.size() == 1 || (spikes.size() > 1 && !sum.parts.empty()))
    for (Value value : spikes)
      sum.parts.push_back({value, {}, true});
  if (!sum.parts.empty() || spikes.empty())
    return sum;
  FailureOr<Value> merged = builder.merge(node.name, spikes);
  if (failed(merged))
    return failure();
  return Signal(*merged);
}

FailureOr<Signal> Importer::mapParts(const Signal &source, function_ref<FailureOr<Value>(Value)> make) {
  Signal result;
  for (const Part &part : source.parts) {
    FailureOr<Value> value = make(part.value);
    if (failed(value))
      return failure();
    result.parts.push_back({*value, part.factors, true});
  }
  return result;
}

Signal Importer::multiply(const Signal &source, ArrayRef<double> factors) {
  Signal result = source;
  if (llvm::all_of(factors, [](double factor) { return factor == 1; }))
    return result;
  for (Part &part : result.parts) {
    part.factors.resize(factors.size(), 1.0);
    for (auto [factor, more] : llvm::zip_equal(part.factors, factors))
      factor *= more;
  }
  return result;
}

FailureOr<Value> Importer::settle(StringRef name, const Signal &source) {
  SmallVector<Value> values;
  for (const Part &part : source.parts) {
    FailureOr<Value> value = part.value;
    if (!part.factors.empty())
      value = isa<snn::SpikesType>(part.value.getType())
                  ? builder.identity(name, part.value, part.factors)
                  : builder.scaleCurrent(name, part.value, part.factors, part.isOnlyReader);
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  return values.size() == 1 ? FailureOr<Value>(values.front()) : builder.merge(name, values);
}

FailureOr<Signal> Importer::connectParts(const Signal &source, const Numbers &weights, int64_t groups,
                                         MakeSynapse make) {
  Signal currents;
  for (const Part &part : source.parts) {
    Numbers scaled = weights;
    // Wrong shapes are found, and named, where the synapse is made.
    int64_t out = weights.shape[0], in = weights.shape[1];
    bool fits = groups >= 1 && out % groups == 0 && static_cast<int64_t>(part.factors.size()) == in * groups;
    if (!part.factors.empty() && fits) {
      size_t run = weights.values.size() / (out * in);
      for (int64_t o = 0; o < out; ++o)
        for (int64_t i = 0; i < in; ++i)
          for (size_t tap = 0; tap < run; ++tap)
            scaled.values[(o * in + i) * run + tap] *= part.factors[o / (out / groups) * in + i];
    }
    FailureOr<Value> current = make(part.value, scaled, !currents.isKnown());
    if (failed(current))
      return failure();
    currents.parts.push_back({*current, {}, true});
  }
  return currents;
}

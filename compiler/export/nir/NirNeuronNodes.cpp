//===- NirNeuronNodes.cpp - nodes with a potential ------------------------===//
//
// Parameters are written for each neuron, in f32: what they are rounded to already.
//
//===----------------------------------------------------------------------===//
#include "compiler/export/nir/NirExporter.h"
#include "dialect/snn/Elements.h"
#include <cmath>

using namespace mlir;
using namespace snnc;
using namespace snnc::nir;

static int64_t countOf(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

WrittenField nir::spread(ElementsAttr attr, ArrayRef<int64_t> shape, float absent) {
  size_t count = countOf(shape);
  std::vector<float> neurons(count, absent);
  if (attr) {
    std::vector<float> values = *snn::readElements<float>(attr);
    for (size_t i = 0; i < count; ++i)
      neurons[i] = values[i / (count / values.size())];
  }
  return {shape.vec(), neurons};
}

/// The r with which an IF node adds its input as it is. In double, so that its product with the time step is 1.
double Exporter::resistanceOfOne() const {
  if (!conventions.scalesIfByDt)
    return 1;
  double r = 1 / conventions.dt;
  for (double candidate : {r, std::nextafter(r, 0.0), std::nextafter(r, INFINITY)})
    if (candidate * conventions.dt == 1)
      return candidate;
  return r;
}

/// A v_reset says that a spike resets; without one it takes the threshold away.
void Exporter::writeReset(WrittenNode &node, snn::Reset reset, ElementsAttr potential, ArrayRef<int64_t> shape) {
  if (reset == snn::Reset::Subtract)
    return;
  hasReset = true;
  node.fields["v_reset"] = spread(potential, shape, 0);
}

void Exporter::writeIntegrateFire(snn::IntegrateFireOp op) {
  ArrayRef<int64_t> shape = op.getCurrent().getType().getShape();
  WrittenNode &node = addNode(names[op], "IF");
  if (resistanceOfOne() == 1)
    node.fields["r"] = spread({}, shape, 1);
  else
    node.fields["r"] = {shape.vec(), std::vector<double>(countOf(shape), resistanceOfOne())};
  node.fields["v_threshold"] = spread(op.getThreshold(), shape, 0);
  writeReset(node, op.getReset(), {}, shape);
}

void Exporter::writeMembrane(WrittenNode &node, const snn::LeakyIntegration &p, ArrayRef<int64_t> shape,
                             StringRef tau) {
  node.fields[tau.str()] = spread(p.tau, shape, 0);
  node.fields["v_leak"] = spread(p.leak, shape, 0);
  node.fields["r"] = spread(p.resistance, shape, 1);
  if (!p.unscaled)
    return;
  // With this r a reader that scales the input by dt/tau takes it as it is.
  auto &r = std::get<std::vector<float>>(node.fields["r"].values);
  for (auto [value, time] : llvm::zip_equal(r, std::get<std::vector<float>>(node.fields[tau.str()].values)))
    value = static_cast<float>(time / conventions.dt);
}

void Exporter::writeCurrent(WrittenNode &node, snn::LeakyIntegrateOp current, ArrayRef<int64_t> shape) {
  snn::LeakyIntegration p = current.getIntegration();
  node.fields["tau_syn"] = spread(p.tau, shape, 0);
  node.fields["w_in"] = spread(p.resistance, shape, 1);
}

void Exporter::writeLeakyFire(snn::LeakyIntegrateFireOp op) {
  ArrayRef<int64_t> shape = op.getCurrent().getType().getShape();
  snn::LeakyIntegration p = op.getIntegration();
  snn::LeakyIntegrateOp current = p.tau ? getSynapticCurrent(op) : snn::LeakyIntegrateOp();
  WrittenNode &node = addNode(names[op], !p.tau ? "IF" : current ? "CubaLIF" : "LIF");
  node.fields["v_threshold"] = spread(op.getThreshold(), shape, 0);
  writeReset(node, op.getReset(), op.getResetPotentialAttr(), shape);
  if (current)
    writeCurrent(node, current, shape);
  if (p.tau)
    return writeMembrane(node, p, shape, current ? "tau_mem" : "tau");
  WrittenField r = spread(p.resistance, shape, 1);
  std::vector<double> factors;
  for (float value : std::get<std::vector<float>>(r.values))
    factors.push_back(value * p.dt * resistanceOfOne());
  node.fields["r"] = {shape.vec(), factors};
}

void Exporter::writeIntegrator(snn::LeakyIntegrateOp op) {
  ArrayRef<int64_t> shape = op.getCurrent().getType().getShape();
  snn::LeakyIntegration p = op.getIntegration();
  if (!p.tau) {
    addNode(names[op], "I").fields["r"] = spread(p.resistance, shape, 1);
    return;
  }
  snn::LeakyIntegrateOp current = getSynapticCurrent(op);
  WrittenNode &node = addNode(names[op], current ? "CubaLI" : "LI");
  if (current)
    writeCurrent(node, current, shape);
  writeMembrane(node, p, shape, current ? "tau_mem" : "tau");
}

void Exporter::writeThreshold(snn::ThresholdOp op) {
  ArrayRef<int64_t> shape = op.getCurrent().getType().getShape();
  addNode(names[op], "Threshold").fields["threshold"] = spread(op.getThreshold(), shape, 0);
}

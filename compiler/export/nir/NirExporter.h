//===- NirExporter.h - the exporter of NIR files, inside --------*- C++ -*-===//
//
// Shared by its parts: NirExport.cpp walks the network and writes layers without state, NirNeuronNodes.cpp writes those
// with, NirDialectCheck.cpp says what a dialect would read otherwise.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_EXPORT_NIR_NIREXPORTER_H
#define SNNC_COMPILER_EXPORT_NIR_NIREXPORTER_H

#include "compiler/export/nir/NirExport.h"
#include "compiler/export/nir/NirWriter.h"
#include "compiler/import/nir/NirConventions.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace snnc::nir {

/// Whether `delay` is what a cycle through the neurons before it means without a Delay: they are read one step late,
/// and all that read them so lead back to them and to nothing else.
bool isImpliedByCycle(snn::DelayOp delay);

/// The integrator that is the synaptic current of the leaky layer `op`: one node of NIR is both.
snn::LeakyIntegrateOp getSynapticCurrent(mlir::Operation *op);

/// The time step that all leaky layers have, or nothing where there are none. Fails where they differ.
mlir::FailureOr<std::optional<double>> findTimeStep(snn::NetworkOp network);

/// What a reader with these conventions would take for something else in this layer, each as "fires above the
/// threshold", to go behind the layer's name.
std::vector<std::string> findLosses(mlir::Operation *op, const Conventions &conventions);

class Exporter {
public:
  Exporter(snn::NetworkOp network, const ExportOptions &options) : network(network), options(options) {}

  mlir::FailureOr<Exported> run();

private:
  // The network as a whole.
  mlir::LogicalResult chooseConventions();
  void checkLosses();
  void checkInterface();
  std::string describeRemedy(llvm::ArrayRef<std::string> losses);
  bool hasLosses(const std::string &dialect);
  void nameNodes();
  std::string takeName(const std::string &wanted);
  llvm::MapVector<mlir::Value, uint64_t> sourcesOf(mlir::Value value);
  void connect(mlir::Value value, const std::string &to);
  WrittenNode &addNode(const std::string &name, const std::string &type);
  void writeOp(mlir::Operation *op);

  // Layers without state.
  void writeConv2d(snn::Conv2dOp op);
  void writeLinear(snn::LinearOp op);
  void writeIdentity(snn::IdentityOp op);
  void writeConvolution(WrittenNode &node, const snn::Convolution &conv, bool isRow, mlir::ElementsAttr weights,
                        mlir::ElementsAttr bias, mlir::Operation *op);
  void writePool(mlir::Operation *op, llvm::StringRef type, llvm::ArrayRef<int64_t> kernel,
                 llvm::ArrayRef<int64_t> stride, bool ceilMode);

  // Layers with state.
  void writeIntegrateFire(snn::IntegrateFireOp op);
  void writeLeakyFire(snn::LeakyIntegrateFireOp op);
  void writeIntegrator(snn::LeakyIntegrateOp op);
  void writeThreshold(snn::ThresholdOp op);
  void writeMembrane(WrittenNode &node, const snn::LeakyIntegration &p, llvm::ArrayRef<int64_t> shape,
                     llvm::StringRef tau);
  void writeCurrent(WrittenNode &node, snn::LeakyIntegrateOp current, llvm::ArrayRef<int64_t> shape);
  void writeReset(WrittenNode &node, snn::Reset reset, mlir::ElementsAttr potential, llvm::ArrayRef<int64_t> shape);
  double resistanceOfOne() const;

  mlir::InFlightDiagnostic fail(mlir::Operation *op);

  snn::NetworkOp network;
  const ExportOptions &options;
  Conventions conventions;
  WrittenGraph graph;
  Exported result;
  bool hasFailed = false, hasReset = false;
  llvm::StringSet<> taken;
  llvm::DenseMap<mlir::Operation *, std::string> names;
  llvm::DenseMap<mlir::Value, std::string> inputs;
};

/// A parameter for each neuron of `shape`, from one for each channel or each neuron; `absent` where there is none.
WrittenField spread(mlir::ElementsAttr attr, llvm::ArrayRef<int64_t> shape, float absent);
WrittenField integers(llvm::ArrayRef<int64_t> values);
WrittenField integer(int64_t value);

} // namespace snnc::nir

#endif // SNNC_COMPILER_EXPORT_NIR_NIREXPORTER_H

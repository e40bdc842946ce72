//===- NirImporter.h - the importer of NIR files, inside --------*- C++ -*-===//
//
// Shared by its parts: NirImport.cpp walks the graph, NirCycles.cpp cuts cycles, NirShapes.cpp checks declared shapes,
// NirSignals.cpp keeps factors until a synapse takes them, NirNodes.cpp and NirNeurons.cpp build the nodes, and
// NirFields.cpp reads their fields.
//
// A mistake does not end the import: what its node would give is unknown from then on, and nodes that take something
// unknown give something unknown in silence. So all mistakes of a file are reported, each once.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_IMPORT_NIR_NIRIMPORTER_H
#define SNNC_COMPILER_IMPORT_NIR_NIRIMPORTER_H

#include "compiler/import/NetworkBuilder.h"
#include "compiler/import/nir/NirConventions.h"
#include "compiler/import/nir/NirFile.h"
#include "compiler/import/nir/NirImport.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <set>

namespace snnc::nir {

/// A summand of what a node gives: a value times a factor for each channel.
struct Part {
  mlir::Value value;
  std::vector<double> factors; ///< empty: 1
  bool isOnlyReader = true;    ///< nobody else reads the value
};

/// What a node gives: the sum of its parts. A pool that averages, a scale, and a delay that differs by channel only
/// leave factors, which the next synapse takes into its weights: so spikes stay spikes as long as they can.
struct Signal {
  llvm::SmallVector<Part, 1> parts; ///< none: unknown, because of a mistake that has been reported

  Signal() = default;
  Signal(mlir::Value value) { parts.push_back({value, {}, true}); }
  bool isKnown() const { return !parts.empty(); }
  llvm::ArrayRef<int64_t> getShape() const { return snn::getShape(parts.front().value.getType()); }
  /// One value without factors.
  bool isPlain() const { return parts.size() == 1 && parts.front().factors.empty(); }
};

class Importer {
public:
  Importer(const std::string &path, const ImportOptions &options, mlir::MLIRContext *context,
           std::vector<std::string> &assumptions)
      : path(path), options(options), assumptions(assumptions), builder(context, path, "node") {}

  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> run();

private:
  /// Reports a mistake of a node.
  mlir::InFlightDiagnostic fail(const Node &node);

  // The graph as a whole.
  void reportMistakes();
  void checkNodes();
  void connect();
  bool chooseTimeStep();
  Signal build(const Node &node);
  mlir::FailureOr<Signal> getSource(const Node &node);
  void reportUnused();
  void noteTimeStep();
  void describeConventions();

  // Cycles.
  void cutCycles();
  llvm::SmallVector<const Node *> findCycle(const Node &start, llvm::SmallPtrSetImpl<const Node *> &done);
  void cutCycle(llvm::ArrayRef<const Node *> cycle);
  void measureDepth();
  mlir::FailureOr<mlir::Value> getFromCycle(const Node &from, const Node &to);
  bool leadsTo(const Node &node, const Node &to);
  std::optional<llvm::SmallVector<int64_t>> findShape(const Node &node);
  bool givesSpikes(const Node &node, std::set<const Node *> &asked);
  void buildCycles();

  // Shapes.
  std::optional<llvm::SmallVector<int64_t>> getInputShape(const Node &node);
  std::optional<size_t> findInputRank(const Node &node);
  void checkOutputShape(const Node &node, llvm::ArrayRef<int64_t> have);
  void checkPorts();

  // Signals.
  mlir::FailureOr<Signal> addUp(const Node &node, llvm::ArrayRef<Signal> sources);
  /// Each part by itself through a layer that keeps channels apart; factors stay.
  mlir::FailureOr<Signal> mapParts(const Signal &source,
                                   llvm::function_ref<mlir::FailureOr<mlir::Value>(mlir::Value)> make);
  Signal multiply(const Signal &source, llvm::ArrayRef<double> factors);
  /// One value, with all factors applied.
  mlir::FailureOr<mlir::Value> settle(llvm::StringRef name, const Signal &source);
  /// One synapse for each part; `make` gets a part's value and the weights with its factors, and the bias for the first
  /// of them.
  using MakeSynapse = llvm::function_ref<mlir::FailureOr<mlir::Value>(mlir::Value, const Numbers &, bool hasBias)>;
  mlir::FailureOr<Signal> connectParts(const Signal &source, const Numbers &weights, int64_t groups, MakeSynapse make);

  // Nodes.
  mlir::FailureOr<Signal> buildNode(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildConv(const Node &node, const Signal &source);
  mlir::LogicalResult getPadding(const Node &node, Conv2dLayer &layer, bool isRow);
  mlir::FailureOr<Signal> buildLinear(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildPool(const Node &node, const Signal &source);
  bool isReadAsVector(const Node &node, int64_t count);
  mlir::FailureOr<Signal> buildFlatten(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildScale(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildDelay(const Node &node, const Signal &source);
  mlir::FailureOr<std::vector<int64_t>> getDelaySteps(const Node &node, std::optional<llvm::ArrayRef<int64_t>> shape);

  // Neurons.
  mlir::FailureOr<Signal> buildIntegrateFire(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildLeakyFire(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildIntegrator(const Node &node, const Signal &source);
  mlir::FailureOr<Signal> buildThreshold(const Node &node, const Signal &source);
  mlir::FailureOr<mlir::Value> buildSynapticCurrent(const Node &node, mlir::Value source);
  mlir::LogicalResult getIntegration(const Node &node, const std::string &tau, llvm::ArrayRef<int64_t> shape,
                                     LeakyIntegrationLayer &layer);
  mlir::LogicalResult getFiring(const Node &node, llvm::ArrayRef<int64_t> shape, LeakyNeuronLayer &layer);

  // Fields.
  const hdf5::Dataset *find(const Node &node, const std::string &field);
  bool mayBeEndless(const Node &node, llvm::StringRef field);
  mlir::FailureOr<Numbers> getNumbers(const Node &node, const std::string &field);
  mlir::FailureOr<llvm::SmallVector<int64_t>> getIntegers(const Node &node, const std::string &field, size_t count);
  mlir::FailureOr<Parameter> getNeurons(const Node &node, const std::string &field, llvm::ArrayRef<int64_t> shape);
  mlir::FailureOr<Parameter> getParameter(const Node &node, const std::string &field, llvm::ArrayRef<int64_t> shape);
  mlir::FailureOr<std::vector<double>> getChannels(const Node &node, const std::string &field,
                                                   llvm::ArrayRef<int64_t> shape);

  const std::string &path;
  const ImportOptions &options;
  std::vector<std::string> &assumptions;
  NetworkBuilder builder;
  Graph graph;
  Conventions conventions;
  bool hasFailed = false;
  llvm::StringMap<llvm::SmallVector<const Node *, 1>> producers;
  llvm::StringMap<unsigned> readers; ///< edges out of each node
  /// Of the nodes that are built. A value may be gone once its only reader has taken it.
  llvm::StringMap<Signal> signals;
  llvm::StringMap<llvm::SmallVector<int64_t>> shapes; ///< of what is known of them
  std::map<const Node *, int> depths;                 ///< edges from the inputs
  /// Edges through which cycles lead: into a Delay, or out of neurons and thereby one step late.
  std::set<std::pair<const Node *, const Node *>> cuts;
  std::set<const Node *> feedThemselves;            ///< neurons on a cycle without others
  std::set<const Node *> asked;                     ///< nodes whose shape is being found
  std::map<const Node *, mlir::Value> placeholders; ///< of nodes that are read over such edges before they are built
};

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRIMPORTER_H

//===- NirImporter.h - the importer of NIR files, inside --------*- C++ -*-===//
//
// Shared by its two halves: NirImport.cpp walks the graph, NirNodes.cpp builds the nodes.
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

class Importer {
public:
  Importer(const std::string &path, const ImportOptions &options, mlir::MLIRContext *context,
           std::vector<std::string> &assumptions)
      : path(path), options(options), assumptions(assumptions), builder(context, path, "node") {}

  mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> run();

private:
  // The graph as a whole.
  mlir::LogicalResult checkNodes();
  mlir::LogicalResult connect();
  llvm::SmallVector<const Node *> findCycle(const Node &start, llvm::SmallPtrSetImpl<const Node *> &done);
  mlir::LogicalResult cutCycle(llvm::ArrayRef<const Node *> cycle);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> getSources(const Node &node);
  mlir::FailureOr<mlir::Value> getFromCycle(const Node &from, const Node &to);
  mlir::LogicalResult buildCycles();
  mlir::FailureOr<llvm::SmallVector<int64_t>> getInputShape(const Node &node);
  mlir::LogicalResult checkOutputShape(const Node &node, mlir::Value value);
  mlir::FailureOr<mlir::Value> build(const Node &node);
  void reportUnused();

  // Nodes.
  mlir::FailureOr<mlir::Value> buildNode(const Node &node);
  mlir::FailureOr<mlir::Value> buildConv2d(const Node &node, mlir::Value source);
  mlir::FailureOr<mlir::Value> buildLinear(const Node &node, mlir::Value source);
  mlir::FailureOr<mlir::Value> buildSumPool2d(const Node &node, mlir::Value source);
  mlir::FailureOr<mlir::Value> buildFlatten(const Node &node, mlir::Value source);
  mlir::FailureOr<mlir::Value> buildScale(const Node &node, mlir::Value source);
  mlir::FailureOr<mlir::Value> buildNeurons(const Node &node, llvm::ArrayRef<mlir::Value> sources);
  mlir::FailureOr<mlir::Value> buildDelay(const Node &node, mlir::Value source);
  mlir::FailureOr<int64_t> getDelaySteps(const Node &node);
  mlir::FailureOr<mlir::Value> mergeSources(const Node &node, llvm::ArrayRef<mlir::Value> sources);

  // Fields.
  const hdf5::Dataset *find(const Node &node, const std::string &field);
  mlir::FailureOr<Numbers> getNumbers(const Node &node, const std::string &field);
  mlir::FailureOr<llvm::SmallVector<int64_t>> getIntegers(const Node &node, const std::string &field, size_t count);
  mlir::FailureOr<std::vector<double>> getChannels(const Node &node, const std::string &field,
                                                   llvm::ArrayRef<int64_t> shape);
  mlir::FailureOr<snn::Reset> getReset(const Node &node, llvm::ArrayRef<int64_t> shape);

  const std::string &path;
  const ImportOptions &options;
  std::vector<std::string> &assumptions;
  NetworkBuilder builder;
  Graph graph;
  Conventions conventions;
  llvm::StringMap<llvm::SmallVector<const Node *, 1>> producers;
  llvm::StringMap<unsigned> readers;   ///< edges out of each node
  llvm::StringMap<mlir::Value> values; ///< of the nodes that are built
  /// Edges through which cycles lead: into a Delay, or out of neurons and thereby one step late.
  std::set<std::pair<const Node *, const Node *>> cuts;
  std::map<const Node *, mlir::Value> placeholders; ///< of nodes that are read over such edges before they are built
};

} // namespace snnc::nir

#endif // SNNC_COMPILER_IMPORT_NIR_NIRIMPORTER_H

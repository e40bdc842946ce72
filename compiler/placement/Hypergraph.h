//===- Hypergraph.h - networks of others as files ---------------*- C++ -*-===//
//
// The format of AxonFlow and AxonCUDA (.snn), little-endian: u32 nodes, u32 edges, then for each edge u32 number of
// destinations, u32 source, as many u32 destinations, f32 spikes of the source in a step. Nodes count from 0.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_COMPILER_PLACEMENT_HYPERGRAPH_H
#define SNNC_COMPILER_PLACEMENT_HYPERGRAPH_H

#include "compiler/placement/Clusters.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace snnc::placement {

/// Reads a file and puts its nodes on cores in their order, `nodesOfCluster` on each. An edge sends its rate once to
/// each cluster that it reaches. `scale` of the result turns its packets back into rates. Refused, with the byte
/// offset: a file that ends early or goes on, a node that does not exist, a rate that is negative or no number.
llvm::Expected<Clusters> readHypergraph(llvm::StringRef bytes, llvm::StringRef where, int64_t nodesOfCluster);

/// Writes clusters as nodes: an edge for each cluster and amount that it sends, to all clusters that get so much. What
/// the host sends or gets has no place in the format and is left out.
void writeHypergraph(const Clusters &clusters, llvm::raw_ostream &stream);

} // namespace snnc::placement

#endif // SNNC_COMPILER_PLACEMENT_HYPERGRAPH_H

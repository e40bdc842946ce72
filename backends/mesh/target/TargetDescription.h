//===- TargetDescription.h - the limits of a mesh chip ----------*- C++ -*-===//
//
// A target file (JSON) says how large a mesh chip is: every number that the compiler plans with, that the RTL is built
// with and that the engines check. It is checked against target.schema.json; each number carries a note on its source.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_TARGET_TARGETDESCRIPTION_H
#define SNNC_BACKENDS_MESH_TARGET_TARGETDESCRIPTION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace snnc::mesh {

/// The memories and tables of a core.
struct CoreSize {
  uint32_t populations = 0;  ///< slots
  uint32_t ports = 0;        ///< port table entries
  uint32_t destinations = 0; ///< destination table entries
  uint32_t credits = 0;      ///< credit table entries
  uint32_t weightWords = 0;  ///< words of L weights
  uint32_t stateWords = 0;   ///< words of L state fields, and words of the spike list

  /// Visits every number: `visit(jsonName, member)`.
  template <typename Self, typename Visitor> static void visit(Self &self, Visitor &&visit) {
    visit("populations", self.populations);
    visit("ports", self.ports);
    visit("destinations", self.destinations);
    visit("credits", self.credits);
    visit("weightWords", self.weightWords);
    visit("stateWords", self.stateWords);
  }
};

/// A size of core by name.
struct CoreKind : CoreSize {
  std::string name;
};

/// A link between two neighbouring cores: from the one with this number to the right, or down if it is vertical.
struct FaultyLink {
  uint32_t core;
  bool isVertical;

  bool operator<(const FaultyLink &other) const {
    return std::tie(core, isVertical) < std::tie(other.core, other.isVertical);
  }
  bool operator==(const FaultyLink &other) const { return core == other.core && isVertical == other.isVertical; }
};

/// A mesh of cores. The sizes of the base are those of every core that `kindOf` does not give another kind. All members
/// are counts, unless said otherwise; the defaults are those of no target and never used.
struct TargetDescription : CoreSize {
  /// What `format` says in a target file.
  static constexpr llvm::StringLiteral format = "snnc.target";

  std::string name;
  uint32_t cols = 0, rows = 0;
  uint32_t lanes = 0;      ///< channels served at once: L
  uint32_t stateBits = 0;  ///< of a membrane potential
  uint32_t weightBits = 0; ///< of a weight
  uint32_t countMax = 0;   ///< greatest spike count of a packet
  uint32_t routerFifo = 0; ///< packets a router input holds
  uint32_t coreFifo = 0;   ///< packets a core input holds

  // What a core may have besides; as here where a target file does not say.
  uint32_t leak = 0;        ///< 1: potentials can decay
  uint32_t current = 0;     ///< 1: neurons can keep a synaptic current, which decays; only beside `leak`
  uint32_t weightShift = 0; ///< the most bits by which a port shifts its weights, 0 to 7
  uint32_t readout = 0;     ///< 1: populations can send their potentials to the host; only beside `leak`
  uint32_t maxPool = 1;     ///< 1: populations can be spiking max pools
  uint32_t counters = 1;    ///< 1: cores count for READ; else the spikes that come alone, which a watchdog asks for
  uint32_t mergeWords = 0;  ///< pooled pixels whose spikes of a step are added up before they are sent; 0: each is sent

  uint32_t multicastGroups = 0; ///< sets of cores to which one packet can go, counted at each router; 0: none can

  std::vector<CoreKind> kinds;  ///< other kinds of core
  std::vector<uint32_t> kindOf; ///< of each core, row by row: 0 the base, k kinds[k - 1]; empty: all the base
  /// Links that carry nothing in either direction: from a core (y * cols + x) to the right, or down, in ascending
  /// order.
  std::vector<FaultyLink> faultyLinks;
  /// Cores (y * cols + x) that hold nothing, in ascending order: those that the file names, and those that packets of
  /// the host, or to it, would reach over faulty links only.
  std::vector<uint32_t> faulty;

  /// Reads a target file; `where` names it in errors.
  static llvm::Expected<TargetDescription> parse(llvm::StringRef json, llvm::StringRef where);

  /// The same target always gives the same text: the numbers alone, sorted by name, without spaces. It can be parsed.
  std::string canonicalJson() const;
  /// The same of what the RTL is made of: without the name, and without faulty cores and links, which it has all the
  /// same.
  std::string hardwareJson() const;

  /// The size of the core in column x and row y.
  const CoreSize &sizeOf(uint32_t x, uint32_t y) const;
  /// The greatest of each number over all cores: what fields must reach.
  CoreSize largest() const;
  bool isFaulty(uint32_t x, uint32_t y) const;
  /// Whether packets get from one core to another: along the row of the first, then along the column of the second.
  bool hasWay(uint32_t from, uint32_t to) const;

  /// A decay counts 1/2^decayBits.
  static constexpr uint32_t decayBits = 12;
  /// Digits of a potential that a readout sends: each is as wide as a spike count.
  uint32_t places() const;

  /// Visits what a target file may leave out: `visit(jsonName, member)`.
  template <typename Self, typename Visitor> static void visitFeatures(Self &self, Visitor &&visit) {
    visit("leak", self.leak);
    visit("current", self.current);
    visit("weightShift", self.weightShift);
    visit("readout", self.readout);
    visit("maxPool", self.maxPool);
    visit("counters", self.counters);
    visit("mergeWords", self.mergeWords);
    visit("multicastGroups", self.multicastGroups);
  }

  /// Visits every number that a target file must have: `visit(jsonName, member)`.
  template <typename Self, typename Visitor> static void visit(Self &self, Visitor &&visit) {
    visit("cols", self.cols);
    visit("rows", self.rows);
    visit("lanes", self.lanes);
    visit("stateBits", self.stateBits);
    visit("weightBits", self.weightBits);
    visit("countMax", self.countMax);
    CoreSize::visit(self, visit);
    visit("routerFifo", self.routerFifo);
    visit("coreFifo", self.coreFifo);
  }
};

/// The targets that snnc knows by name, in alphabetical order.
llvm::ArrayRef<llvm::StringRef> presetNames();

/// The target file of a preset, or an empty text where there is none of that name.
llvm::StringRef presetText(llvm::StringRef name);

/// A preset's name or a file's path → description.
llvm::Expected<TargetDescription> loadTarget(llvm::StringRef nameOrPath);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_TARGET_TARGETDESCRIPTION_H

//===- Image.h - image.bin --------------------------------------*- C++ -*-===//
//
// All that an engine needs to run a network on a chip: the target, what the network's inputs, outputs and layers are
// called, the host's side of the edges, and the packets to clock into the host port. Format:
// docs/image-format.md, docs/fields.md.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_IMAGE_IMAGE_H
#define SNNC_BACKENDS_MESH_IMAGE_IMAGE_H

#include "backends/mesh/fields/Fields.h"
#include "backends/mesh/target/TargetDescription.h"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace snnc::mesh {

/// A frame of neurons or of input channels in network coordinates.
struct NamedFrame {
  std::string name;
  uint32_t channels = 0, height = 0, width = 0;
  size_t size() const { return size_t(channels) * height * width; }
};

/// What the host sends of an input whose rows or columns the coordinates of packets cannot hold: those of a window, in
/// pixels of so many rows and columns (2 to the power of `shift`). Boxes of its host edges are in coordinates of these.
struct HostWindow {
  std::array<uint32_t, 2> first{0, 0}, extent{UINT32_MAX, UINT32_MAX}, shift{0, 0}; ///< rows, columns

  /// Rewrites a place of the input; false where the window leaves it out.
  bool apply(uint32_t &y, uint32_t &x) const { return applyAxis(0, y) && applyAxis(1, x); }
  /// The same of a row (axis 0) or a column (1).
  bool applyAxis(unsigned axis, uint32_t &place) const {
    place -= first[axis]; // what lies before the window becomes huge
    bool passes = place < extent[axis];
    place >>= shift[axis];
    return passes;
  }
  /// Rows or columns of the pixels that it gives.
  uint32_t pixels(unsigned axis) const { return extent[axis] >> shift[axis]; }
};

struct NetworkInput : NamedFrame {
  uint32_t bound = 0;    ///< greatest spike count of one channel and pixel in a step, of either sign
  uint32_t total = 0;    ///< greatest sum of all counts of a step without their signs; 0: none
  bool isSigned = false; ///< counts may be negative
  std::string encoder;   ///< JSON: what the host makes spikes with; empty where the data are spikes as they are

  /// What `encoder` is called where it is a window: `first`, `extent` and `shift`, each of rows and columns.
  static constexpr llvm::StringLiteral windowType = "Window";
  /// The window, if the encoder is one. Fails where it is no window of this input.
  llvm::Expected<std::optional<HostWindow>> window() const;
};

/// A network output: of spikes, or of the potentials of a readout.
struct NetworkOutput : NamedFrame {
  double scale = 0; ///< of a readout: a potential of v is worth v / scale; 0: spikes

  bool isReadout() const { return scale != 0; }
};

/// An edge from a network input into the chip: a destination entry whose box is in the input's coordinates.
struct HostEdge {
  uint32_t input = 0;
  DestinationEntry destination;
};

/// An edge from a population to a network output: its index is the target of the population's END.
struct OutputEdge {
  uint32_t output = 0;
  uint32_t coreX = 0, coreY = 0;
  uint32_t destination = 0; ///< the sender's destination entry, to be credited
};

/// Which neurons a population holds: a tile of a layer, whose height and width stand in the population table.
struct PopulationSymbol {
  uint32_t coreX = 0, coreY = 0, slot = 0;
  uint32_t layer = 0;
  uint32_t channel = 0, y = 0, x = 0; ///< origin of the tile in the layer
  uint32_t channels = 0;              ///< without padded lanes
};

struct Image {
  TargetDescription target;
  std::vector<NetworkInput> inputs;
  std::vector<NetworkOutput> outputs;
  std::vector<NamedFrame> layers;
  std::vector<HostEdge> hostEdges;
  std::vector<OutputEdge> outputEdges;
  std::vector<PopulationSymbol> populations;
  std::vector<uint64_t> packets; ///< WRITEs in ascending order, then RUNs
};

/// The version of the format that this program writes and reads.
constexpr uint32_t imageFormatVersion = 5;

/// The bytes of image.bin. Fails where a host edge does not fit the fields of its destination entry.
llvm::Expected<std::vector<uint8_t>> writeImage(const Image &image);

/// Reads image.bin: checks magic, version, length and CRC-32; `where` names the file in errors. The tables inside the
/// packets are not looked at: see Program.h.
llvm::Expected<Image> readImage(llvm::ArrayRef<uint8_t> bytes, llvm::StringRef where);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_IMAGE_IMAGE_H

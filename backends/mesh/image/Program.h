//===- Program.h - the memories that an image fills -------------*- C++ -*-===//
//
// Decodes the packets of an image as the cores do, and checks that the tables hold: no table points outside its
// memory, no edge leads to a missing end, each token has exactly one receiver. Engines refuse an image that fails.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_BACKENDS_MESH_IMAGE_PROGRAM_H
#define SNNC_BACKENDS_MESH_IMAGE_PROGRAM_H

#include "backends/mesh/image/Image.h"
#include <optional>

namespace snnc::mesh {

/// One core as the image leaves it; an entry that no packet wrote is absent.
struct CoreProgram {
  uint32_t x = 0, y = 0;
  std::vector<int8_t> weights;     ///< [weightWords][lanes]; packed ones as they are
  std::vector<bool> weightWritten; ///< [weightWords]
  std::vector<int32_t> state;      ///< [stateWords][lanes]: the channel parameters
  std::vector<bool> stateWritten;  ///< [stateWords]
  std::vector<std::optional<PortEntry>> ports;
  std::vector<std::optional<PopulationEntry>> populations;
  std::vector<std::optional<DestinationEntry>> destinations;
  std::vector<std::optional<CreditEntry>> credits;
  std::vector<std::optional<RouteEntry>> routes; ///< of the router beside it
  std::vector<bool> running;                     ///< [populations]: a RUN came

  bool used() const {
    for (bool run : running)
      if (run)
        return true;
    return false;
  }
};

struct Program {
  /// The image's target, but every core is given the largest size: memories and tables are as long in all cores, and
  /// what a smaller core lacks is never written.
  TargetDescription target;
  std::vector<CoreProgram> cores; ///< [rows * cols], row by row
  unsigned coreXBits = 0;         ///< of the core_x field

  CoreProgram &core(uint32_t x, uint32_t y) { return cores[size_t(y) * target.cols + x]; }
  const CoreProgram &core(uint32_t x, uint32_t y) const { return cores[size_t(y) * target.cols + x]; }
};

inline bool isMaxPool(const PopulationEntry &population) { return population.kind == int64_t(PopulationKind::MaxPool); }
inline bool hasCurrent(const PopulationEntry &population) {
  return population.kind == int64_t(PopulationKind::Current);
}
inline bool hasDecay(const PopulationEntry &population) {
  return population.kind == int64_t(PopulationKind::Leaky) || hasCurrent(population);
}
/// Words of channel parameters of one group: threshold, and those that the population's flags and its kind add. A max
/// pool has none.
inline uint32_t parameterWords(const PopulationEntry &population) {
  return isMaxPool(population) ? 0
                               : 1 + population.hasLowerBound + population.hasBias + population.hasSubtract +
                                     hasDecay(population) + hasCurrent(population);
}
/// The first state word that ports feed: that of the first potential of a population, or of the first current where it
/// has them, or of the first frame of a max pool.
inline uint32_t potentialBase(const PopulationEntry &population) {
  return population.stateBase + population.groups * parameterWords(population);
}
/// State words that the ports of a population feed: its potentials; its currents, behind which lie as many potentials;
/// or the frames of a max pool, behind which lie as many counts.
inline uint32_t potentialWords(const PopulationEntry &population) {
  return population.groups * population.height * population.width;
}
/// All state words of a population.
inline uint32_t stateWords(const PopulationEntry &population) {
  uint32_t planes = isMaxPool(population) || hasCurrent(population) ? 2 : 1;
  return population.groups * parameterWords(population) + planes * potentialWords(population);
}
/// Rows and columns of the neurons of a population.
inline uint32_t neuronRows(const PopulationEntry &population) {
  return isMaxPool(population) ? population.windowRows : population.height;
}
inline uint32_t neuronColumns(const PopulationEntry &population) {
  return isMaxPool(population) ? population.windowColumns : population.width;
}
/// Whether its neurons do not fire, and it sends their potentials.
inline bool isReadout(const PopulationEntry &population) { return population.maxCount == 0; }
/// Words of the spike list.
inline uint32_t listWords(const PopulationEntry &population, const TargetDescription &target) {
  return population.groups * neuronRows(population) * neuronColumns(population) *
         (isReadout(population) ? target.places() : 1);
}

/// The lower or upper of two weights of `bits` bits that share a lane of a weight word.
inline int32_t halfWeight(int32_t value, bool upper, unsigned bits) {
  return int32_t(uint32_t(value) << (32 - (upper ? 2 : 1) * bits)) >> (32 - bits);
}
/// Memory words that hold so many words of weights of a port.
inline int64_t memoryWords(const PortEntry &port, int64_t words) {
  return port.packedWeights ? (words + 1) / 2 : words;
}
/// The memory word in which word `index` of a port's weights lies.
inline int64_t weightWord(const PortEntry &port, int64_t index) {
  return port.weightBase + (port.packedWeights ? index / 2 : index);
}
/// Of word `index` of a port's weights the one of a lane.
inline int32_t weightOf(const TargetDescription &target, const CoreProgram &core, const PortEntry &port, int64_t index,
                        uint32_t lane) {
  int32_t value = core.weights[size_t(weightWord(port, index)) * target.lanes + lane];
  return port.packedWeights ? halfWeight(value, index & 1, target.weightBits / 2) : value;
}
/// Behind the last memory word of a port's weights: where those of another port begin, or where none were written.
int64_t weightEnd(const CoreProgram &core, const PortEntry &port);

/// Decodes the packets of `image` into memories. Fails at the first packet that no core could take.
llvm::Expected<Program> decodeProgram(const Image &image);

/// Checks every table of `program` against the target, the other tables and the records of `image`.
llvm::Error validateProgram(const Image &image, const Program &program);

/// readImage, decodeProgram and validateProgram on a file: what an engine starts from.
struct LoadedImage {
  Image image;
  Program program;
};
llvm::Expected<LoadedImage> loadImage(llvm::StringRef path);

} // namespace snnc::mesh

#endif // SNNC_BACKENDS_MESH_IMAGE_PROGRAM_H

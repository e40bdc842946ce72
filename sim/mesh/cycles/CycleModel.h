//===- CycleModel.h - the mesh chip, cycle by cycle -------------*- C++ -*-===//
//
// The chip as C++ that knows its clock: the same packets at the host port, the same records and the same counters as
// the RTL, without Verilator. It computes with the populations of the chip simulator; what it adds is when.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_CYCLES_CYCLEMODEL_H
#define SNNC_SIM_MESH_CYCLES_CYCLEMODEL_H

#include "sim/mesh/cycles/CycleCore.h"
#include "sim/mesh/cycles/Router.h"

namespace snnc::sim {

class CycleModel final : public ChipModel {
public:
  /// Fails where the target's packets have no layout.
  static llvm::Expected<std::unique_ptr<CycleModel>> create(std::shared_ptr<const mesh::LoadedImage> image,
                                                            const Symbols &symbols);

  void cycle(snnc_rtl_pins &pins) override;

  /// As the counters of a core stand now.
  uint64_t counted(uint32_t x, uint32_t y, mesh::Counter counter) const {
    return tiles[y * cols + x].core.counted(counter);
  }
  /// Cycles in which a core waited for something and did nothing else.
  const std::map<cycles::Wait, uint64_t> &waits(uint32_t x, uint32_t y) const {
    return tiles[y * cols + x].core.waits();
  }

private:
  struct Tile {
    cycles::Router router;
    cycles::CycleCore core;

    Tile(const mesh::LoadedImage &loaded, const Symbols &symbols, const mesh::CoreProgram &program,
         const mesh::FieldLayout &layout)
        : router(program, loaded.program.target.routerFifo), core(loaded, symbols, program, layout, router) {}
  };
  struct Move {
    uint32_t from;
    cycles::Router::Side input, output;
  };

  CycleModel(std::shared_ptr<const mesh::LoadedImage> image, const Symbols &symbols, mesh::FieldCodec codec);
  void connect(const Symbols &symbols);

  bool isReady(uint32_t tile, cycles::Router::Side output) const;
  void route();
  void deliver(const Move &move);
  uint32_t neighbour(uint32_t tile, cycles::Router::Side side) const;
  cycles::Flit decode(uint64_t packet) const;
  uint64_t encode(const cycles::Flit &flit) const;

  std::shared_ptr<const mesh::LoadedImage> image;
  mesh::FieldCodec codec;
  uint32_t cols;
  std::deque<Tile> tiles;
  cycles::FlitQueue toHost;
  std::vector<Move> moves;
  std::vector<std::pair<uint32_t, cycles::Flit>> sent; ///< by the core of a tile
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_CYCLES_CYCLEMODEL_H

//===- CycleModel.cpp - the mesh chip, cycle by cycle ---------------------===//

#include "sim/mesh/cycles/CycleModel.h"

using namespace snnc;
using namespace snnc::sim;
using namespace snnc::sim::cycles;

using mesh::PacketKind;

//===----------------------------------------------------------------------===//
// From the image
//===----------------------------------------------------------------------===//

llvm::Expected<std::unique_ptr<CycleModel>> CycleModel::create(std::shared_ptr<const mesh::LoadedImage> image,
                                                               const Symbols &symbols) {
  auto codec = mesh::FieldCodec::create(image->image.target);
  if (!codec)
    return codec.takeError();
  return std::unique_ptr<CycleModel>(new CycleModel(std::move(image), symbols, std::move(*codec)));
}

CycleModel::CycleModel(std::shared_ptr<const mesh::LoadedImage> loaded, const Symbols &symbols, mesh::FieldCodec codec)
    : image(std::move(loaded)), codec(std::move(codec)), cols(image->program.target.cols),
      toHost(2) { // as in rtl/chip/host_port.sv
  for (const mesh::CoreProgram &core : image->program.cores)
    tiles.emplace_back(*image, symbols, core, this->codec.layout());
  connect(symbols);
}

void CycleModel::connect(const Symbols &symbols) {
  auto coreOf = [&](const PopulationTile &tile) -> CycleCore & { return tiles[tile.coreY * cols + tile.coreX].core; };
  for (auto [sender, tile] : llvm::enumerate(symbols.populations()))
    for (const ChipEdge &edge : edgesOf(*image, symbols, tile)) {
      coreOf(tile).connectOut(edge);
      if (edge.receiver >= 0)
        coreOf(symbols.populations()[edge.receiver]).connect(edge, int(sender));
    }
  for (const ChipEdge &edge : hostEdges(*image, symbols))
    coreOf(symbols.populations()[edge.receiver]).connect(edge, -1);
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

uint32_t CycleModel::neighbour(uint32_t tile, Router::Side side) const {
  switch (side) {
  case Router::North:
    return tile - cols;
  case Router::East:
    return tile + 1;
  case Router::South:
    return tile + cols;
  default:
    return tile - 1;
  }
}

static Router::Side opposite(Router::Side side) { return Router::Side(side ^ 2); }

bool CycleModel::isReady(uint32_t tile, Router::Side output) const {
  if (output == Router::Local)
    return tiles[tile].core.hasRoom();
  // Core (0, 0) is the only one that sends over the western edge.
  if (output == Router::West && tile == 0)
    return toHost.hasRoom();
  return tiles[neighbour(tile, output)].router.hasRoom(opposite(output));
}

/// Decides what goes over each link, from how full the queues are at the beginning of the cycle.
void CycleModel::route() {
  moves.clear();
  for (uint32_t tile = 0; tile < tiles.size(); ++tile)
    if (!tiles[tile].router.idle())
      tiles[tile].router.forEachLeaving(
          cols, [&](Router::Side output) { return isReady(tile, output); },
          [&](Router::Side input, Router::Side output) { moves.push_back({tile, input, output}); });
}

void CycleModel::deliver(const Move &move) {
  Flit flit = tiles[move.from].router.take(move.input, move.output, cols);
  if (move.output == Router::Local)
    tiles[move.from].core.push(flit);
  else if (move.output == Router::West && move.from == 0)
    toHost.push(flit);
  else
    tiles[neighbour(move.from, move.output)].router.push(opposite(move.output), flit);
}

void CycleModel::cycle(snnc_rtl_pins &pins) {
  Router &gate = tiles[0].router;
  pins.in_accepted = pins.in_valid && gate.hasRoom(Router::West);
  pins.out_valid = !toHost.empty();
  pins.out_packet = pins.out_valid ? encode(toHost.front()) : 0;

  route();
  sent.clear();
  for (uint32_t tile = 0; tile < tiles.size(); ++tile) {
    CycleCore &core = tiles[tile].core;
    if (core.idle()) {
      core.rest();
      continue;
    }
    bool taken = core.offered() && tiles[tile].router.hasRoom(Router::Local);
    if (taken)
      sent.push_back({tile, *core.offered()});
    core.clock(taken, onCommit);
  }
  if (pins.out_valid && pins.out_ready)
    toHost.pop();
  for (const Move &move : moves)
    deliver(move);
  for (const auto &[tile, flit] : sent)
    tiles[tile].router.push(Router::Local, flit);
  if (pins.in_accepted)
    gate.push(Router::West, decode(pins.in_packet));
}

//===----------------------------------------------------------------------===//
// The host's packets
//===----------------------------------------------------------------------===//

Flit CycleModel::decode(uint64_t packet) const {
  mesh::PacketHeader header = codec.header(packet);
  Flit flit;
  flit.kind = PacketKind(header.kind);
  flit.multicast = header.multicast != 0;
  flit.core = flit.multicast ? uint32_t(header.coreX | header.coreY << image->program.coreXBits)
                             : uint32_t(header.coreY) * cols + uint32_t(header.coreX);
  flit.port = uint32_t(header.port);
  switch (flit.kind) {
  case PacketKind::Spike: {
    auto spike = codec.payload<mesh::SpikePayload>(packet);
    flit.channel = uint32_t(spike.channel);
    flit.y = uint32_t(spike.y);
    flit.x = uint32_t(spike.x);
    flit.count = int32_t(spike.negative ? -spike.count : spike.count);
    break;
  }
  case PacketKind::End: {
    auto end = codec.payload<mesh::EndPayload>(packet);
    flit.target = uint32_t(end.target);
    flit.last = end.last != 0;
    flit.edge = Flit::fromHost;
    break;
  }
  case PacketKind::Credit:
    flit.target = uint32_t(codec.payload<mesh::CreditPayload>(packet).destination);
    break;
  case PacketKind::Run:
    flit.target = uint32_t(codec.payload<mesh::RunPayload>(packet).target);
    break;
  case PacketKind::Read:
    flit.target = uint32_t(codec.payload<mesh::ReadPayload>(packet).counter);
    break;
  default: // of a WRITE the time is all that is needed: the image has been decoded
    break;
  }
  return flit;
}

uint64_t CycleModel::encode(const Flit &flit) const {
  mesh::PacketHeader header;
  header.toHost = 1;
  header.coreX = flit.core % cols;
  header.coreY = flit.core / cols;
  header.port = flit.port;
  switch (flit.kind) {
  case PacketKind::Spike: {
    mesh::SpikePayload spike;
    spike.count = flit.count;
    spike.channel = flit.channel;
    spike.y = flit.y;
    spike.x = flit.x;
    return codec.checkedPacket(header, spike);
  }
  case PacketKind::Potential: {
    mesh::PotentialPayload potential;
    potential.place = flit.place;
    potential.digit = flit.count;
    potential.channel = flit.channel;
    potential.y = flit.y;
    potential.x = flit.x;
    return codec.checkedPacket(header, potential);
  }
  case PacketKind::End: {
    mesh::EndPayload end;
    end.target = flit.target;
    end.last = flit.last;
    return codec.checkedPacket(header, end);
  }
  case PacketKind::Credit: {
    mesh::CreditPayload credit;
    credit.destination = flit.target;
    return codec.checkedPacket(header, credit);
  }
  default: {
    mesh::ReplyPayload reply;
    reply.value = flit.target;
    return codec.checkedPacket(header, reply);
  }
  }
}

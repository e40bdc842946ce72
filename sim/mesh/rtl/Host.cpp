//===- Host.cpp - the host's side of the chip -----------------------------===//

#include "sim/mesh/rtl/Host.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

using namespace snnc;
using namespace snnc::sim;

template <typename... Args> static llvm::Error broken(fmt::format_string<Args...> format, Args &&...args) {
  return llvm::make_error<EngineFailure>(fmt::format(format, std::forward<Args>(args)...));
}

static mesh::PacketHeader headerTo(uint32_t coreX, uint32_t coreY, uint32_t port = 0) {
  mesh::PacketHeader header;
  header.coreX = coreX;
  header.coreY = coreY;
  header.port = port;
  return header;
}

//===----------------------------------------------------------------------===//
// From the image
//===----------------------------------------------------------------------===//

Host::Host(const mesh::LoadedImage &loaded, const Symbols &symbols, mesh::FieldCodec fieldCodec)
    : loaded(loaded), symbols(symbols), codec(std::move(fieldCodec)),
      urgent(loaded.image.packets.begin(), loaded.image.packets.end()), outputs(symbols.outputs().size()) {
  for (const mesh::HostEdge &edge : loaded.image.hostEdges)
    makeInEdge(edge);
  for (ChipEdge &edge : hostEdges(loaded, symbols))
    inEdges[hostEdgeOf(loaded, edge)].edges.push_back(std::move(edge));
  for (const mesh::OutputEdge &edge : loaded.image.outputEdges)
    makeOutEdge(loaded, edge);
}

void Host::makeInEdge(const mesh::HostEdge &edge) {
  const mesh::DestinationEntry &entry = edge.destination;
  mesh::PacketHeader header = headerTo(uint32_t(entry.coreX), uint32_t(entry.coreY));
  header.multicast = entry.multicast;
  mesh::EndPayload end;
  end.target = entry.target;
  uint64_t plain = codec.checkedPacket(header, end);
  end.last = 1;
  uint64_t last = codec.checkedPacket(header, end);
  header.port = entry.port;
  inEdges.push_back({{}, edge.input, header, plain, last});
}

void Host::makeOutEdge(const mesh::LoadedImage &loaded, const mesh::OutputEdge &edge) {
  bool delayed = loaded.program.core(edge.coreX, edge.coreY).destinations[edge.destination]->delayed;
  mesh::CreditPayload payload;
  payload.destination = edge.destination;
  uint64_t credit = codec.checkedPacket(headerTo(edge.coreX, edge.coreY), payload);
  outEdges.push_back({edge.output, edge.coreX, edge.coreY, delayed, credit, 0, !delayed});
  if (!delayed)
    urgent.push_back(credit);
}

//===----------------------------------------------------------------------===//
// Into the chip
//===----------------------------------------------------------------------===//

std::vector<uint64_t> Host::packetsOf(InEdge &edge, const SpikeFrame &frame) {
  std::vector<uint64_t> packets;
  const ChipEdge &first = edge.edges.front();
  for (const Event &event : frame) {
    PortSpike spike{event.channel, event.y, event.x, int32_t(event.count)};
    if (!first.window.apply(spike.y, spike.x) || !first.filter.apply(spike.channel, spike.y, spike.x))
      continue;
    for (const ChipEdge &to : edge.edges)
      synapticOperations += operationsOf(to, spike, symbols.populations()[to.receiver]);
    mesh::SpikePayload payload;
    payload.negative = event.count < 0;
    payload.channel = spike.channel;
    payload.y = spike.y;
    payload.x = spike.x;
    for (int64_t left = std::abs(int64_t(event.count)); left > 0; left -= payload.count) {
      payload.count = std::min<int64_t>(left, loaded.image.target.countMax);
      packets.push_back(codec.checkedPacket(edge.spikeHeader, payload));
    }
  }
  return packets;
}

void Host::feed(llvm::ArrayRef<SpikeFrame> frames, bool last, OutputCallbacks &callbacks) {
  Moment at;
  if (!steps.empty())
    at = steps.back().last ? Moment{steps.back().at.sample + 1, 0}
                           : Moment{steps.back().at.sample, steps.back().at.step + 1};
  steps.push_back({at, last});
  for (InEdge &edge : inEdges) {
    // What a delayed edge would carry over the end of a sample is not sent, and only forward edges end one.
    std::vector<uint64_t> packets;
    if (!(edge.isDelayed() && last))
      packets = packetsOf(edge, frames[edge.input]);
    packets.push_back(last && !edge.isDelayed() ? edge.endLast : edge.end);
    edge.steps.push_back(std::move(packets));
  }
  // An output of delayed edges alone, or of none, needs no END for the first step.
  completeOutputs(callbacks);
}

std::optional<uint64_t> Host::nextPacket() {
  if (!urgent.empty()) {
    uint64_t packet = urgent.front();
    urgent.pop_front();
    return packet;
  }
  // An edge is served until its step is done: a core keeps the fields of the port that the last spike came to.
  for (size_t tried = 0; tried < inEdges.size(); ++tried, current = (current + 1) % inEdges.size()) {
    InEdge &edge = inEdges[current];
    if (!edge.isCredited() || edge.steps.empty())
      continue;
    uint64_t packet = edge.steps.front()[edge.offered++];
    if (edge.offered == edge.steps.front().size()) {
      edge.steps.pop_front();
      edge.offered = 0;
      edge.credits = 0;
      ++edge.sent;
    }
    return packet;
  }
  return std::nullopt;
}

bool Host::idle() const {
  return urgent.empty() &&
         std::all_of(inEdges.begin(), inEdges.end(), [](const InEdge &edge) { return edge.steps.empty(); });
}

void Host::read(uint32_t coreX, uint32_t coreY, mesh::Counter counter) {
  mesh::ReadPayload payload;
  payload.counter = int64_t(counter);
  ++reads;
  urgent.push_back(codec.checkedPacket(headerTo(coreX, coreY), payload));
}

//===----------------------------------------------------------------------===//
// Out of the chip
//===----------------------------------------------------------------------===//

llvm::Error Host::take(uint64_t packet, OutputCallbacks &callbacks) {
  mesh::PacketHeader header = codec.header(packet);
  if (!header.toHost)
    return broken("a packet of kind {} for core ({}, {}) came out of the host port", header.kind, header.coreX,
                  header.coreY);
  switch (mesh::PacketKind(header.kind)) {
  case mesh::PacketKind::Spike:
    return takeSpike(header, packet);
  case mesh::PacketKind::Potential:
    return takePotential(header, packet);
  case mesh::PacketKind::End:
    if (llvm::Error error = takeEnd(header, packet))
      return error;
    break;
  case mesh::PacketKind::Credit:
    return takeCredit(header, packet);
  case mesh::PacketKind::Reply:
    if (reads == 0)
      return broken("core ({}, {}) sent a REPLY that nobody asked for", header.coreX, header.coreY);
    --reads;
    callbacks.reply(uint32_t(header.coreX), uint32_t(header.coreY),
                    uint32_t(codec.payload<mesh::ReplyPayload>(packet).value));
    return llvm::Error::success();
  default:
    return broken("a packet of kind {} from core ({}, {}) came to the host", header.kind, header.coreX, header.coreY);
  }
  completeOutputs(callbacks);
  return llvm::Error::success();
}

llvm::Error Host::takeCredit(const mesh::PacketHeader &header, uint64_t packet) {
  int64_t index = codec.payload<mesh::CreditPayload>(packet).destination;
  if (index >= int64_t(inEdges.size()))
    return broken("core ({}, {}) sent a CREDIT for host edge {} of {}", header.coreX, header.coreY, index,
                  inEdges.size());
  InEdge &edge = inEdges[index];
  if (edge.isCredited())
    return broken("core ({}, {}) sent a second CREDIT for host edge {}", header.coreX, header.coreY, index);
  ++edge.credits;
  return llvm::Error::success();
}

/// The neuron of an output that a SPIKE or a POTENTIAL is of.
template <typename Payload>
llvm::Expected<uint32_t> Host::neuronOf(const mesh::PacketHeader &header, const Payload &payload, bool isReal,
                                        const char *kind) const {
  if (header.port >= int64_t(outputs.size()))
    return broken("core ({}, {}) sent a {} to output {} of {}", header.coreX, header.coreY, kind, header.port,
                  outputs.size());
  const LayerInfo &output = symbols.outputs()[header.port];
  if (output.isReal != isReal)
    return broken("core ({}, {}) sent a {} to output '{}', which is of {}", header.coreX, header.coreY, kind,
                  output.name, output.isReal ? "potentials" : "spikes");
  if (payload.channel >= output.shape.channels || payload.y >= output.shape.height || payload.x >= output.shape.width)
    return broken("core ({}, {}) sent a {} at channel {}, y {}, x {} to output '{}' of shape {}", header.coreX,
                  header.coreY, kind, payload.channel, payload.y, payload.x, output.name, output.shape.str());
  return uint32_t(output.shape.index(uint32_t(payload.channel), uint32_t(payload.y), uint32_t(payload.x)));
}

llvm::Error Host::takeSpike(const mesh::PacketHeader &header, uint64_t packet) {
  auto payload = codec.payload<mesh::SpikePayload>(packet);
  llvm::Expected<uint32_t> neuron = neuronOf(header, payload, /*isReal=*/false, "SPIKE");
  if (!neuron)
    return neuron.takeError();
  outputs[header.port].spikes.push_back({*neuron, int32_t(payload.negative ? -payload.count : payload.count)});
  return llvm::Error::success();
}

llvm::Error Host::takePotential(const mesh::PacketHeader &header, uint64_t packet) {
  auto payload = codec.payload<mesh::PotentialPayload>(packet);
  llvm::Expected<uint32_t> neuron = neuronOf(header, payload, /*isReal=*/true, "POTENTIAL");
  if (!neuron)
    return neuron.takeError();
  unsigned digitBits = llvm::Log2_32_Ceil(loaded.image.target.countMax + 1);
  outputs[header.port].potentials[*neuron] += uint32_t(payload.digit) << (uint32_t(payload.place) * digitBits);
  return llvm::Error::success();
}

llvm::Error Host::takeEnd(const mesh::PacketHeader &header, uint64_t packet) {
  auto payload = codec.payload<mesh::EndPayload>(packet);
  if (payload.target >= int64_t(outEdges.size()))
    return broken("core ({}, {}) sent an END of output edge {} of {}", header.coreX, header.coreY, payload.target,
                  outEdges.size());
  OutEdge &edge = outEdges[payload.target];
  if (header.coreX != edge.coreX || header.coreY != edge.coreY)
    return broken("the END of output edge {} came from core ({}, {}), not from ({}, {})", payload.target, header.coreX,
                  header.coreY, edge.coreX, edge.coreY);
  if (edge.ended >= edge.credited || edge.ended >= steps.size())
    return broken("END of step {} on output edge {}, which has had {} CREDITs, with {} steps fed", edge.ended,
                  payload.target, edge.credited, steps.size());
  bool last = steps[edge.ended].last && !edge.delayed;
  if (bool(payload.last) != last)
    return broken("the END of step {} of sample {} on output edge {} says last = {}, not {}", steps[edge.ended].at.step,
                  steps[edge.ended].at.sample, payload.target, payload.last, int(last));
  ++edge.ended;
  return llvm::Error::success();
}

bool Host::isComplete(uint32_t output) const {
  uint32_t step = outputs[output].step;
  if (step >= steps.size())
    return false;
  // A delayed edge begins as ended once.
  return std::all_of(outEdges.begin(), outEdges.end(),
                     [&](const OutEdge &edge) { return edge.output != output || edge.ended + edge.delayed > step; });
}

void Host::completeOutputs(OutputCallbacks &callbacks) {
  for (uint32_t output = 0; output < outputs.size(); ++output)
    while (isComplete(output)) {
      Moment at = steps[outputs[output].step].at;
      for (auto [neuron, count] : outputs[output].spikes)
        callbacks.output(output, at, neuron, count);
      outputs[output].spikes.clear();
      unsigned unused = 32 - loaded.image.target.stateBits;
      for (auto [neuron, sum] : outputs[output].potentials)
        callbacks.output(output, at, neuron, int32_t(sum << unused) >> unused);
      outputs[output].potentials.clear();
      callbacks.endOutput(output, at);
      ++outputs[output].step;
      for (OutEdge &edge : outEdges)
        if (edge.output == output) {
          urgent.push_back(edge.credit);
          ++edge.credited;
        }
    }
}

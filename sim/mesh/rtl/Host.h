//===- Host.h - the host's side of the chip ---------------------*- C++ -*-===//
//
// What the host port's other end does: clocks the image's packets in, sends the network's input edge by edge, each step
// when the CREDIT of its edge has come and closed by an END, and takes what comes out of the chip. It credits the edges
// of an output together, once every one of them has ended its step: a SPIKE does not say which tile or step it is of.
//
// For an output edge that is delayed it plays the receiver that the chip would be: its spikes of step t belong to
// step t + 1 of the output, and its first CREDIT leaves when step 0 of the output is complete.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_RTL_HOST_H
#define SNNC_SIM_MESH_RTL_HOST_H

#include "sim/mesh/chip/Edges.h"
#include <deque>
#include <map>

namespace snnc::sim {

/// A step as it was fed, in the order of all samples.
struct FedStep {
  Moment at;
  bool last;
};

class Host {
public:
  Host(const mesh::LoadedImage &loaded, const Symbols &symbols, mesh::FieldCodec codec);

  struct OutputCallbacks {
    virtual ~OutputCallbacks() = default;
    virtual void output(uint32_t output, Moment at, uint32_t neuron, int32_t count) = 0;
    virtual void endOutput(uint32_t output, Moment at) = 0;
    virtual void reply(uint32_t coreX, uint32_t coreY, uint32_t value) = 0;
  };

  /// Queues one step for all edges. Frames as for Engine::step.
  void feed(llvm::ArrayRef<SpikeFrame> frames, bool last, OutputCallbacks &callbacks);
  const std::vector<FedStep> &fed() const { return steps; }

  /// The packet to offer to the chip, where there is one: it must be taken before the next is asked for.
  std::optional<uint64_t> nextPacket();
  /// All that was fed has been offered.
  bool idle() const;

  /// Takes a packet from the chip. Fails (EngineFailure) where it breaks the protocol.
  llvm::Error take(uint64_t packet, OutputCallbacks &callbacks);
  /// Steps that are complete at an output.
  uint32_t completed(uint32_t output) const { return outputs[output].step; }

  /// Asks a core for a counter; the answer comes to `reply`.
  void read(uint32_t coreX, uint32_t coreY, mesh::Counter counter);

  /// For the account of a run that does not go on.
  struct EdgeState {
    uint32_t sent; ///< steps that the host has ended on this edge
    bool credit;   ///< whether all its receivers have sent one
  };
  EdgeState hostEdge(size_t index) const { return {inEdges[index].sent, inEdges[index].isCredited()}; }
  struct OutputEdgeState {
    uint32_t ended, credited; ///< ENDs received, CREDITs sent
  };
  OutputEdgeState outputEdge(size_t index) const { return {outEdges[index].ended, outEdges[index].credited}; }

  uint64_t synapticOperations = 0; ///< of the host's spikes

private:
  struct InEdge {
    std::vector<ChipEdge> edges; ///< one a receiver: of one of them but where it is a multicast
    uint32_t input;
    mesh::PacketHeader spikeHeader;
    uint64_t end, endLast;
    std::deque<std::vector<uint64_t>> steps = {}; ///< packets of each step, its END behind them
    size_t offered = 0;                           ///< of the first step
    size_t credits = 0;                           ///< of the next step
    uint32_t sent = 0;

    bool isDelayed() const { return edges.front().delayed; }
    bool isCredited() const { return credits == edges.size(); }
  };
  struct OutEdge {
    uint32_t output, coreX, coreY;
    bool delayed;
    uint64_t credit;
    uint32_t ended, credited;
  };
  struct Output {
    uint32_t step = 0; ///< the step that is being received
    std::vector<std::pair<uint32_t, int32_t>> spikes;
    std::map<uint32_t, uint32_t> potentials; ///< of each neuron the digits that have come, added up
  };

  void makeInEdge(const mesh::HostEdge &edge);
  void makeOutEdge(const mesh::LoadedImage &loaded, const mesh::OutputEdge &edge);
  std::vector<uint64_t> packetsOf(InEdge &edge, const SpikeFrame &frame);
  llvm::Error takeCredit(const mesh::PacketHeader &header, uint64_t packet);
  template <typename Payload>
  llvm::Expected<uint32_t> neuronOf(const mesh::PacketHeader &header, const Payload &payload, bool isReal,
                                    const char *kind) const;
  llvm::Error takeSpike(const mesh::PacketHeader &header, uint64_t packet);
  llvm::Error takePotential(const mesh::PacketHeader &header, uint64_t packet);
  llvm::Error takeEnd(const mesh::PacketHeader &header, uint64_t packet);
  bool isComplete(uint32_t output) const;
  void completeOutputs(OutputCallbacks &callbacks);

  const mesh::LoadedImage &loaded;
  const Symbols &symbols;
  mesh::FieldCodec codec;
  std::deque<uint64_t> urgent; ///< configuration, then CREDITs and READs
  std::vector<InEdge> inEdges;
  std::vector<OutEdge> outEdges;
  std::vector<Output> outputs;
  std::vector<FedStep> steps;
  size_t current = 0; ///< the edge that is being served
  uint32_t reads = 0; ///< without an answer
};

} // namespace snnc::sim

#endif // SNNC_SIM_MESH_RTL_HOST_H

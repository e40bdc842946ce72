//===- NetworkRun.h - a network on a chip against the plain model -*- C++ -*-===//
//
// Configures a chip through its host port, plays the host of the token protocol at random speeds, and compares every
// committed word and every packet that comes back with the plain model.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_TESTS_RTL_NETWORKRUN_H
#define SNNC_TESTS_RTL_NETWORKRUN_H

#include "tests/rtl/ChipModel.h"
#include "tests/rtl/RandomNetwork.h"
#include <deque>
#include <map>
#include <string>

namespace snnc::bench {

struct RunOptions {
  unsigned samples = 2, leastSteps = 1, mostSteps = 6;
  double offer = 1.0; ///< probability that the host has a packet ready
  double drain = 1.0; ///< probability that the host takes a packet
};

class NetworkRun {
public:
  /// Spikes of one step on an edge from the host, in coordinates of its port.
  using Stimulus = std::function<std::vector<Spike>(const Edge &)>;

  NetworkRun(ChipModel &chip, RandomNetwork &random, const RunOptions &options);
  NetworkRun(ChipModel &chip, const Network &network, Stimulus stimulus, uint64_t seed, const RunOptions &options);

  /// Empty, or what went wrong first.
  std::string run();
  uint64_t commits() const { return committed; }
  uint64_t cycles() const { return time; }
  /// From the last RUN to the last packet or commit.
  uint64_t cyclesRunning() const { return lastProgress - setupEnd; }

private:
  /// One step on an edge: its spikes, then END.
  struct EdgeStep {
    std::vector<Spike> spikes;
    bool last;
  };
  /// One firing of a population.
  struct Firing {
    std::deque<Commit> commits;
    bool last;
  };
  struct HostEdge {
    int number;
    std::deque<EdgeStep> steps;
    size_t sent = 0;                ///< spikes of the first step that have left
    std::vector<int> credited = {}; ///< edges whose receivers have sent a credit for it
  };
  struct OutputEdge {
    int number;
    std::deque<EdgeStep> steps;
    size_t seen = 0;
  };

  void plan();
  void configure();
  void writeTables();
  std::vector<std::vector<int>> packed(const std::vector<std::vector<int>> &words, unsigned bits);
  void writeMemories();
  void writeRoutes();
  template <typename Entry> void writeEntry(mesh::Place core, mesh::Select select, int index, const Entry &entry);
  void writeWords(int coreX, int coreY, mesh::Select select, int address, const std::vector<std::vector<int>> &words,
                  unsigned bits);
  template <typename Payload> uint64_t packet(int coreX, int coreY, int port, const Payload &payload);
  template <typename Payload> uint64_t packet(const Edge &edge, int port, const Payload &payload);
  template <typename Header> void setGoal(Header &header, const Edge &edge);
  bool nextPacket(uint64_t &packet);
  bool mayServe(const HostEdge &edge) const;
  void takePacket(uint64_t packet);
  void takeCredit(const mesh::PacketHeader &header, uint64_t packet);
  void takeSpike(const mesh::PacketHeader &header, uint64_t packet);
  void takePotential(const mesh::PacketHeader &header, uint64_t packet);
  /// What came is the next that was expected at the output.
  void take(const mesh::PacketHeader &header, const Spike &spike);
  void takeEnd(const mesh::PacketHeader &header, uint64_t packet);
  void takeCommit(const snnc_rtl_commit &record);
  void compareCommit(const std::string &where, const snnc_rtl_commit &record, std::deque<Firing> &firings);
  bool finished() const;
  void clock(bool mayOffer);
  void checkCounters();
  void fail(const std::string &what);
  std::string progress() const;

  ChipModel &chip;
  const Network &network;
  Stimulus stimulus;
  std::mt19937_64 generator;
  RunOptions options;
  PlainNetwork plain;
  std::vector<std::deque<Firing>> expected; ///< by population
  std::vector<HostEdge> hostEdges;
  std::map<int, OutputEdge> outputEdges;             ///< by number of the host's edge
  std::deque<uint64_t> setup;                        ///< configuration and RUNs, in order
  std::vector<uint64_t> creditsOut;                  ///< credits of outputs, to be sent at any time
  std::deque<std::pair<uint64_t, uint64_t>> replies; ///< what READ asked, and the value that must come
  snnc_rtl_pins pins = {};
  uint64_t packetsOut = 0;
  uint64_t time = 0, lastProgress = 0, setupEnd = 0, committed = 0;
  std::string failure;
};

} // namespace snnc::bench

#endif // SNNC_TESTS_RTL_NETWORKRUN_H

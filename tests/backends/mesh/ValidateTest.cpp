//===- ValidateTest.cpp - faults in the tables of an image ----------------===//
//
// One fault at a time in an image that holds, each of which the loader must name.
//
//===----------------------------------------------------------------------===//

#include "tests/backends/mesh/EmittedProgram.h"
#include "gmock/gmock.h"
#include <functional>

using namespace snnc::mesh;
using testing::HasSubstr;

namespace {
class Validate : public testing::Test {
protected:
  Image image = emitSmallImage();
  Program program = llvm::cantFail(decodeProgram(image));

  CoreProgram &core(unsigned population) {
    return program.core(image.populations[population].coreX, image.populations[population].coreY);
  }
  PopulationEntry &entry(unsigned population) {
    return *core(population).populations[image.populations[population].slot];
  }

  void expectRefused(const std::string &message) {
    llvm::Error error = validateProgram(image, program);
    ASSERT_TRUE(bool(error)) << "not refused: " << message;
    EXPECT_THAT(llvm::toString(std::move(error)), HasSubstr(message));
  }
};
} // namespace

#define REFUSED(NAME, FAULT, MESSAGE)                                                                                  \
  TEST_F(Validate, NAME) {                                                                                             \
    FAULT;                                                                                                             \
    expectRefused(MESSAGE);                                                                                            \
  }

TEST_F(Validate, Holds) {
  llvm::Error error = validateProgram(image, program);
  EXPECT_FALSE(bool(error)) << llvm::toString(std::move(error));
}

// What engines keep a number for each value of
REFUSED(HighInput, image.inputs[0].height = (1 << 16) + 1, "x65537x")
REFUSED(LargeInput, image.inputs[0].channels = image.inputs[0].height = image.inputs[0].width = 1 << 16,
        "has 65536x65536x65536 values, at most 134217728 can be run")
REFUSED(LargeOutput, image.outputs[0].channels = 1u << 31, "output '")

// Populations
REFUSED(LeakOfNoTarget, program.target.leak = 0; entry(0).kind = 2, "its neurons leak, those of the target do not")
REFUSED(CurrentOfNoTarget, program.target.current = 0;
        entry(0).kind = 3, "its neurons keep a current, those of the target keep none")
REFUSED(ReadoutOfNoTarget, program.target.readout = 0;
        entry(0).maxCount = 0, "max_count is 0, which is a readout, and the target has none")
REFUSED(MaxPoolOfNoTarget, program.target.maxPool = 0; entry(0).kind = 1, "a max pool, and the target has none")
REFUSED(KindOfNeurons, entry(0).kind = 1, "a max pool with parameters of neurons")
REFUSED(WindowsOfNeurons, entry(0).windowHeight = 2, "windows of 2x0, but it is no max pool")
REFUSED(EmptyTile, entry(0).height = 0, "an empty tile")
REFUSED(ReadoutWithoutLeak, entry(0).maxCount = 0, "a readout that does not leak, or resets")
REFUSED(SpikesToPotentials, image.outputs[0].scale = 2,
        "leads from neurons that fire to output 'output', which is of potentials")
REFUSED(NoForwardEdge, entry(0).forwardEdges = 0, "it has no forward in-edge")
REFUSED(StateOutside, entry(0).stateBase = 1020, "its state needs words 1020 to 1037, there are 1024")
REFUSED(ListOutside, entry(0).listBase = 1020, "its spike list needs words 1020 to 1035, there are 1024")
REFUSED(DestinationsOutside, entry(0).firstDestination = 127;
        entry(0).destinationCount = 2, "its destinations end at entry 129, there are 128")
REFUSED(CreditsOutside, entry(0).firstCredit = 127;
        entry(0).delayedEdges = 1, "its credits end at entry 129, there are 128")
REFUSED(NotWritten, core(0).populations[image.populations[0].slot].reset(), "its table entry was not written")

// Parameters
REFUSED(ParameterNotWritten, core(0).stateWritten[entry(0).stateBase + 1] = false, "parameter word 1 was not written")
REFUSED(Threshold, core(0).state[entry(0).stateBase * 8 + 1] = 0, "threshold 0 of group 0, lane 1 is below 1")
REFUSED(Upper, entry(0).upper = 18, "upper 18 is below threshold - 1 = 19 of group 0, lane 0")
REFUSED(LowerBound, core(1).state[(entry(1).stateBase + 1) * 8] = 1, "lower bound 1 of group 0, lane 0 is above 0")

// Lanes without a channel: the populations have 2 and 3 of 8.
REFUSED(PaddedThreshold, core(0).state[entry(0).stateBase * 8 + 2] = 9,
        "parameter word 0, lane 2 has no channel, but 9 in it, not 1")
REFUSED(PaddedBias, core(0).state[(entry(0).stateBase + 1) * 8 + 7] = 1,
        "parameter word 1, lane 7 has no channel, but 1 in it, not 0")
REFUSED(PaddedWeight, core(1).weights[2 * 8 + 3] = 1, "weight word 2, lane 3 has no channel, but the weight 1")

// Edges
REFUSED(CreditOfHostNamesCore, core(0).credits[entry(0).firstCredit]->coreY = 1,
        "credit entry 0 goes to the host, but names core (0, 1)")
REFUSED(OutputNamesCore, core(1).destinations[entry(1).firstDestination]->coreX = 1,
        "destination entry 0 goes to the host, but names core (1, 0)")
REFUSED(BoxOfPaddedLanes, core(1).destinations[entry(1).firstDestination]->highChannel = 3, "outside of 3x1x1")
REFUSED(CreditNotWritten, core(0).credits[entry(0).firstCredit].reset(), "credit entry 0 was not written")
REFUSED(CreditOfNoHostEdge, core(0).credits[entry(0).firstCredit]->destination = 5, "credits host edge 5 of 1")
REFUSED(CreditOfNoEntry, core(1).credits[entry(1).firstCredit]->destination = 9,
        "destination entry 0 is credited 0 times by its receiver, not once")
REFUSED(CreditDelayed, core(1).credits[entry(1).firstCredit]->delayed = 1, "differ in being delayed")
REFUSED(DelayedCount, entry(1).forwardEdges = 1; entry(1).delayedEdges = 1;
        core(1).credits[entry(1).firstCredit + 1] = core(1).credits[entry(1).firstCredit],
        "destination entry 0 is credited 2 times by its receiver, not once")
REFUSED(Box, core(0).destinations[0]->highY = 4, "outside of 2x4x4")
REFUSED(EmptyBox, core(0).destinations[0]->lowX = 3; core(0).destinations[0]->highX = 2, "has the box")
REFUSED(ReceiverNotRunning, core(0).destinations[0]->target = 5,
        "leads to population 5 of core (1, 0), which does not run")
REFUSED(ReceiverPort, core(0).destinations[0]->port = 7, "leads to port 7, which was not written")
REFUSED(WeightsOutside, core(1).ports[0]->weightBase = 8190, "port 0 needs weight words 8190 to 8197, there are 8192")
REFUSED(PortOutside, core(0).ports[0]->weightBase = 8192, "port 0 begins at weight word 8192, there are 8192")
REFUSED(WeightsNotWritten, core(1).weightWritten[3] = false, "weight word 3 of port 0 was not written")
REFUSED(ChannelWraps, core(0).destinations[0]->offsetChannel = 4095, "its channel offset wraps")
REFUSED(DestinationNotWritten, entry(0).destinationCount = 2, "destination entry 1 was not written")

// Multicasts: entry 0 of core (0, 0) leads to core (1, 0) alone.
REFUSED(OneReceiver, core(0).destinations[0]->receivers = 2, "destination entry 0 says 2 receivers, it leads to 1")
REFUSED(MulticastToHost, core(1).destinations[entry(1).firstDestination]->multicast = 1,
        "goes to the host, but to several cores too")
REFUSED(RouteNotWritten, core(0).destinations[0]->multicast = 1,
        "multicast group 1: its route at core (0, 0) was not written")
REFUSED(RouteLeadsNowhere, core(0).destinations[0]->multicast = 1;
        core(0).routes[1].emplace(), "multicast group 1: its route at core (0, 0) leads nowhere")
REFUSED(RouteLeadsOff, core(0).destinations[0]->multicast = 1;
        core(0).routes[1] = (RouteEntry{1, 0, 0, 0, 0}),
        "multicast group 1: its route at core (0, 0) leads off the mesh")
REFUSED(RouteTurnsBack, core(0).destinations[0]->multicast = 1; core(0).routes[1] = (RouteEntry{0, 1, 0, 0, 0});
        core(1).routes[1] = (RouteEntry{0, 0, 0, 1, 0}),
        "multicast group 1: its route at core (1, 0) turns back, or from a column into a row")
REFUSED(RouteToOne, core(0).destinations[0]->multicast = 1; core(0).routes[1] = (RouteEntry{0, 1, 0, 0, 0});
        core(1).routes[1] = (RouteEntry{0, 0, 0, 0, 1}), "says 1 receivers, it leads to 1 by its multicast group")
REFUSED(RouteElsewhere, core(0).destinations[0]->multicast = 1; core(0).destinations[0]->receivers = 2;
        core(0).routes[1] = (RouteEntry{0, 1, 1, 0, 0}); core(1).routes[1] = (RouteEntry{0, 0, 0, 0, 1});
        program.core(0, 1).routes[1] = (RouteEntry{0, 0, 0, 0, 1}),
        "leads to population 0 of core (0, 1), which does not run")
REFUSED(RouteOfNoEdge, core(1).routes[5] = (RouteEntry{0, 0, 0, 0, 1}),
        "core (1, 0) has a route of multicast group 5, which no edge takes")

REFUSED(Stride, core(0).ports[0]->strideY = 0, "port 0 has stride 0x1")
REFUSED(Kernel, core(0).ports[0]->kernelWidth = 0, "port 0 has kernel 3x0")
REFUSED(PortPopulation, core(0).ports[1] = core(0).ports[0];
        core(0).ports[1]->population = 6, "port 1 feeds population 6, which does not run")

// Host and outputs
REFUSED(HostInput, image.hostEdges[0].input = 3, "host edge 0 comes from input 3 of 1")
REFUSED(HostBox, image.hostEdges[0].destination.highChannel = 1, "host edge 0 has the box 0..1")
REFUSED(OutputNumber, image.outputEdges[0].output = 2, "do not match")
REFUSED(OutputEntry, image.outputEdges.push_back(image.outputEdges[0]), "output edge 1 is not sent by")

// Symbols
REFUSED(SymbolLayer, image.populations[0].layer = 7, "the image names layer 7 of 2")
REFUSED(SymbolTwice, image.populations.push_back(image.populations[0]), "is named twice")
REFUSED(SymbolMissing, image.populations.pop_back(), "does not name its layer")
REFUSED(SymbolChannels, image.populations[0].channels = 9, "9 channels in 1 groups of 8")
REFUSED(SymbolOutside, image.populations[0].x = 1, "its tile is outside of layer 'first'")
REFUSED(NeuronMissing, image.layers[1].channels = 4, "neuron 3 of layer 'second' is in no population")
REFUSED(SymbolOfNothing, image.populations.push_back({1, 1, 7, 0, 0, 0, 0, 1}), "which does not run")

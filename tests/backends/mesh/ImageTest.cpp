//===- ImageTest.cpp - image.bin ------------------------------------------===//

#include "tests/backends/mesh/EmittedProgram.h"
#include "gmock/gmock.h"
#include <random>
#include <zlib.h>

using namespace snnc::mesh;
using testing::HasSubstr;

static std::vector<uint8_t> bytesOf(const Image &image) { return llvm::cantFail(writeImage(image)); }

static std::string readError(llvm::ArrayRef<uint8_t> bytes) {
  llvm::Expected<Image> image = readImage(bytes, "image.bin");
  return image ? "" : llvm::toString(image.takeError());
}

TEST(Image, WhatIsWrittenIsRead) {
  Image image = emitSmallImage();
  std::vector<uint8_t> bytes = bytesOf(image);
  llvm::Expected<Image> again = readImage(bytes, "image.bin");
  ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
  EXPECT_EQ(bytesOf(*again), bytes);
  ASSERT_EQ(again->layers.size(), 2u);
  EXPECT_EQ(again->layers[0].name, "first");
  EXPECT_EQ(again->layers[1].channels, 3u);
  ASSERT_EQ(again->inputs.size(), 1u);
  EXPECT_EQ(again->inputs[0].bound, 15u);
  EXPECT_EQ(again->inputs[0].total, 40u);
  EXPECT_EQ(again->packets, image.packets);
}

/// What the host sends of an input that is larger than coordinates.
TEST(Image, AnInputMayHaveAWindow) {
  Image image = emitSmallImage();
  NetworkInput &input = image.inputs[0];
  ASSERT_FALSE(llvm::cantFail(input.window()));
  input.height = 300, input.width = 400;
  auto refusal = [&](const char *text) {
    input.encoder = text;
    return readError(bytesOf(image));
  };
  EXPECT_EQ(refusal(R"({"type":"Window","first":[10,20],"extent":[240,320],"shift":[0,1]})"), "");
  std::optional<HostWindow> window = llvm::cantFail(input.window());
  ASSERT_TRUE(window);
  auto see = [&](uint32_t y, uint32_t x) {
    return window->apply(y, x) ? std::pair(int(y), int(x)) : std::pair(-1, -1);
  };
  EXPECT_EQ(see(10, 20), std::pair(0, 0));
  EXPECT_EQ(see(249, 339), std::pair(239, 159));
  for (auto [y, x] : {std::pair(9, 20), std::pair(10, 19), std::pair(250, 20), std::pair(10, 340)})
    EXPECT_EQ(see(y, x), std::pair(-1, -1));
  EXPECT_THAT(refusal(R"({"type":"Window","first":[61,20],"extent":[240,320],"shift":[0,1]})"),
              HasSubstr("does not lie in its frame"));
  EXPECT_THAT(refusal(R"({"type":"Window","first":[1,2],"extent":[0,320],"shift":[0,1]})"),
              HasSubstr("does not lie in its frame"));
  EXPECT_THAT(refusal(R"({"type":"Window","first":[1,2],"extent":[1,320],"shift":[1,1]})"),
              HasSubstr("does not lie in its frame"));
  EXPECT_THAT(refusal(R"({"type":"Window","first":[1],"extent":[1,320],"shift":[0,0]})"),
              HasSubstr("has no two numbers 'first'"));
  EXPECT_THAT(refusal(R"({"type":"Window","first":[-1,0],"extent":[1,320],"shift":[0,0]})"),
              HasSubstr("has no two numbers 'first'"));
}

TEST(Image, ProgramHoldsTheNumbersOfTheNetwork) {
  Image image = emitSmallImage();
  llvm::Expected<Program> program = decodeProgram(image);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  llvm::Error error = validateProgram(image, *program);
  ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
  const PopulationSymbol &first = image.populations[0];
  const CoreProgram &core = program->core(first.coreX, first.coreY);
  const PopulationEntry &population = *core.populations[first.slot];
  EXPECT_EQ(population.height, 4);
  EXPECT_EQ(population.groups, 1);
  EXPECT_EQ(population.maxCount, 4);
  EXPECT_EQ(population.upper, 30000);
  // Lanes 2 to 7 are padding: threshold 1, no bias, no weights.
  llvm::ArrayRef<int32_t> threshold = llvm::ArrayRef(core.state).slice(population.stateBase * 8, 8);
  EXPECT_THAT(threshold, testing::ElementsAre(20, 5, 1, 1, 1, 1, 1, 1));
  llvm::ArrayRef<int32_t> bias = llvm::ArrayRef(core.state).slice((population.stateBase + 1) * 8, 8);
  EXPECT_THAT(bias, testing::ElementsAre(3, -2, 0, 0, 0, 0, 0, 0));
  const PortEntry &port = *core.ports[0];
  EXPECT_EQ(port.offsetY, 1);
  // Kernel row 1, column 2 of both output channels.
  llvm::ArrayRef<int8_t> word = llvm::ArrayRef(core.weights).slice((port.weightBase + 5) * 8, 8);
  EXPECT_THAT(word, testing::ElementsAre(6, 0, 0, 0, 0, 0, 0, 0));
  const DestinationEntry &edge = *core.destinations[population.firstDestination];
  EXPECT_EQ(edge.shiftY, 1);
  EXPECT_EQ(edge.shiftX, 1);
}

/// The small image with weights 1 to 7 and -8 at both ports, packed.
static Image emitPackedImage() {
  return emitSmallImage([](snnc::mesh::ProgramOp program) {
    program.walk([](snnc::mesh::PortOp port) {
      auto type = mlir::cast<mlir::RankedTensorType>(port.getWeights().getShapedType());
      llvm::SmallVector<int8_t> weights;
      for (int64_t i = 0; i < type.getNumElements(); ++i)
        weights.push_back(i % 8 == 7 ? int8_t(-8) : int8_t(i % 8 + 1));
      port.setWeightsAttr(mlir::DenseElementsAttr::get(type, llvm::ArrayRef<int8_t>(weights)));
      port.setPacked(true);
    });
  });
}

TEST(Image, PackedWeightsShareTheLanesOfAWord) {
  Image image = emitPackedImage();
  llvm::Expected<Program> program = decodeProgram(image);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  llvm::Error error = validateProgram(image, *program);
  ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
  // 9 taps of one input channel: the last has a word of its own.
  const CoreProgram &core = program->core(image.populations[0].coreX, image.populations[0].coreY);
  const PortEntry &port = *core.ports[0];
  EXPECT_EQ(port.packedWeights, 1);
  EXPECT_EQ(memoryWords(port, 9), 5);
  EXPECT_EQ(weightEnd(core, port), port.weightBase + 5);
  EXPECT_EQ(weightWord(port, 8), port.weightBase + 4);
  for (int tap = 0; tap < 9; ++tap)
    for (int channel = 0; channel < 2; ++channel) {
      int i = (channel * 9 + tap) % 8;
      EXPECT_EQ(weightOf(image.target, core, port, tap, uint32_t(channel)), i == 7 ? -8 : i + 1) << tap;
    }
  // Taps 6 and 7 of the first channel: 7 below, -8 above.
  EXPECT_EQ(uint8_t(core.weights[(port.weightBase + 3) * 8]), 0x87);
  EXPECT_EQ(weightOf(image.target, core, port, 9, 0), 0);
}

TEST(Image, WhatPackedWeightsLeaveIsZero) {
  Image image = emitPackedImage();
  Program program = llvm::cantFail(decodeProgram(image));
  CoreProgram &core = program.core(image.populations[0].coreX, image.populations[0].coreY);
  core.weights[(core.ports[0]->weightBase + 4) * 8 + 1] |= 0x10;
  EXPECT_THAT(llvm::toString(validateProgram(image, program)),
              testing::HasSubstr("port 0: weight word 4, lane 1 has the weight 1 behind the last input channel"));
}

// The compiler makes none, but a program may have them.
TEST(Image, NegativeEdgeOffsetsCountFromTheTop) {
  Image image = emitSmallImage([](snnc::mesh::ProgramOp program) {
    program.walk([](snnc::mesh::PortOp port) {
      auto edge = mlir::cast<snnc::mesh::EdgeAttr>(port.getEdges()[0]);
      if (!port.getSources()[0].getDefiningOp<snnc::mesh::PopulationOp>())
        return;
      auto moved =
          snnc::mesh::EdgeAttr::get(port.getContext(), {1, 2, 2}, {1, 3, 3}, {-1, -2, -1}, edge.getShift(),
                                    edge.getDelayed(), edge.getDestination(), edge.getCredit(), edge.getMulticast());
      port.setEdgesAttr(mlir::ArrayAttr::get(port.getContext(), {moved}));
    });
  });
  llvm::Expected<Program> program = decodeProgram(image);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  const PopulationSymbol &first = image.populations[0];
  const CoreProgram &core = program->core(first.coreX, first.coreY);
  const DestinationEntry &edge = *core.destinations[core.populations[first.slot]->firstDestination];
  EXPECT_EQ(edge.offsetChannel, 4095);
  EXPECT_EQ(edge.offsetY, 254);
  EXPECT_EQ(edge.offsetX, 255);
}

TEST(Image, EveryFlippedBitIsSeen) {
  std::vector<uint8_t> bytes = bytesOf(emitSmallImage());
  std::mt19937 random(3);
  for (size_t bit = 0; bit < bytes.size() * 8; bit += 1 + random() % 64) {
    std::vector<uint8_t> damaged = bytes;
    damaged[bit / 8] ^= 1 << (bit % 8);
    EXPECT_NE(readError(damaged), "") << "bit " << bit;
  }
}

TEST(Image, EveryTruncationIsSeen) {
  std::vector<uint8_t> bytes = bytesOf(emitSmallImage());
  for (size_t size = 0; size < bytes.size(); size += 37)
    EXPECT_NE(readError(llvm::ArrayRef(bytes).take_front(size)), "") << "first " << size << " bytes";
}

TEST(Image, ErrorsSayWhatIsWrong) {
  std::vector<uint8_t> bytes = bytesOf(emitSmallImage());
  EXPECT_EQ(readError({}),
            "image.bin: not an image: it has 0 bytes, the header alone needs 44; compile the network again");
  std::vector<uint8_t> damaged = bytes;
  damaged[0] = 'X';
  EXPECT_THAT(readError(damaged), HasSubstr("it does not begin with SNNC"));
  damaged = bytes;
  damaged[4] = 9;
  EXPECT_THAT(readError(damaged), HasSubstr("image format 9, this program reads format 5"));
  damaged = bytes;
  damaged.back() ^= 1;
  EXPECT_THAT(readError(damaged), HasSubstr("damaged image: CRC-32 is"));
}

TEST(Image, PacketsThatNoCoreTakesAreRefused) {
  Image image = emitSmallImage();
  FieldCodec codec = llvm::cantFail(FieldCodec::create(image.target));
  auto errorOf = [&](PacketHeader header, auto payload) {
    Image changed = image;
    changed.packets.insert(changed.packets.begin(), llvm::cantFail(codec.packet(header, payload)));
    llvm::Expected<Program> program = decodeProgram(changed);
    return program ? std::string() : llvm::toString(program.takeError());
  };
  PacketHeader header, data;
  data.port = 1;
  EXPECT_THAT(errorOf(data, WriteDataPayload{1}), HasSubstr("packet 0 of the image: data before any address"));
  EXPECT_THAT(errorOf(header, WriteAddressPayload{9, 0}), HasSubstr("select 9 is no memory"));
  EXPECT_THAT(errorOf(header, SpikePayload{1, 0, 0, 0, 0}), HasSubstr("kind 0 is neither WRITE nor RUN"));
  EXPECT_THAT(errorOf(header, RunPayload{8}), HasSubstr("RUN of population 8, a core has 8"));
  EXPECT_THAT(errorOf(header, RunPayload{0}), HasSubstr("a second RUN of population 0"));
  header.coreX = 2;
  EXPECT_THAT(errorOf(header, RunPayload{0}), HasSubstr("it leads to core (2, 0), outside of the mesh"));
}

// Nothing reads such bits, so that nothing but the loader can notice a wrong one.
TEST(Image, BitsThatBelongToNoFieldAreRefused) {
  Image image = emitSmallImage();
  FieldCodec codec = llvm::cantFail(FieldCodec::create(image.target));
  auto errorAfter = [&](Select select, uint64_t wrong) {
    Image changed = image;
    bool chosen = false;
    for (uint64_t &packet : changed.packets) {
      PacketHeader header = codec.header(packet);
      if (header.kind != int64_t(PacketKind::WriteAddress))
        break;
      if (chosen) {
        packet ^= wrong;
        break;
      }
      chosen = !(header.port & 1) && codec.payload<WriteAddressPayload>(packet).select == int64_t(select);
    }
    llvm::Expected<Program> program = decodeProgram(changed);
    return program ? std::string("no error") : llvm::toString(program.takeError());
  };
  EXPECT_EQ(errorAfter(Select::Weights, 1 << 20), "no error");
  // A port entry begins with 3 bits of population and twice 4 of stride; a table word has 16 bits of a packet's 32.
  EXPECT_THAT(errorAfter(Select::Ports, 1 << 15),
              HasSubstr("entry 0 of the port table of core (0, 0) has bits set that belong to no field"));
  EXPECT_THAT(errorAfter(Select::Ports, 1 << 16),
              HasSubstr("does not fit the 16 bits that a word of memory ports has"));

  std::vector<uint8_t> bytes = llvm::cantFail(writeImage(image));
  image.packets.clear();
  image.populations.clear();
  image.outputEdges.clear();
  size_t end = llvm::cantFail(writeImage(image)).size();
  bytes[end - 1] ^= 0x80; // the last word of the host edge: 12 bits of channel offset, or half a word of padding
  uint32_t crc = uint32_t(crc32(0, bytes.data() + 4 * imageHeaderWords, unsigned(bytes.size() - 4 * imageHeaderWords)));
  for (unsigned i = 0; i < 4; ++i)
    bytes[8 + i] = uint8_t(crc >> (8 * i));
  EXPECT_THAT(readError(bytes), HasSubstr("damaged image: host edge 0 has bits set that belong to no field"));
}

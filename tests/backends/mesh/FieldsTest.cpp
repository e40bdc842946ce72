//===- FieldsTest.cpp - packets and table entries -------------------------===//

#include "backends/mesh/fields/Fields.h"
#include "gmock/gmock.h"
#include <random>

using namespace snnc::mesh;
using testing::HasSubstr;

static FieldCodec codecOf(llvm::StringRef name) {
  return llvm::cantFail(FieldCodec::create(llvm::cantFail(loadTarget(name))));
}

/// A random entry whose every field uses its whole range.
template <typename Entry> static Entry randomEntry(const TableLayout &table, std::mt19937_64 &random) {
  Entry entry;
  const FieldPlace *place = table.fields.data();
  Entry::visit(entry, [&](int64_t &value) {
    int64_t span = int64_t(1) << place->bits;
    value = int64_t(random() % uint64_t(span)) - (place->spec->isSigned ? span / 2 : 0);
    ++place;
  });
  return entry;
}

template <typename Entry> static void expectRoundTrip(const FieldCodec &codec, std::mt19937_64 &random) {
  for (int i = 0; i < 200; ++i) {
    Entry entry = randomEntry<Entry>(codec.table<Entry>(), random);
    auto words = codec.encode(entry);
    ASSERT_TRUE(bool(words)) << llvm::toString(words.takeError());
    EXPECT_EQ(words->size(), codec.table<Entry>().words);
    Entry again = codec.decode<Entry>(*words);
    std::vector<int64_t> before, after;
    Entry::visit(entry, [&](int64_t &value) { before.push_back(value); });
    Entry::visit(again, [&](int64_t &value) { after.push_back(value); });
    EXPECT_EQ(before, after);
  }
}

TEST(Fields, EveryTableEntryRoundTrips) {
  FieldCodec codec = codecOf("mesh4x4");
  std::mt19937_64 random(7);
  expectRoundTrip<PortEntry>(codec, random);
  expectRoundTrip<PopulationEntry>(codec, random);
  expectRoundTrip<DestinationEntry>(codec, random);
  expectRoundTrip<CreditEntry>(codec, random);
}

TEST(Fields, FieldsDoNotOverlap) {
  for (llvm::StringRef name : presetNames()) {
    FieldCodec codec = codecOf(name);
    for (const TableLayout &table : codec.layout().tables) {
      std::vector<uint32_t> used(table.words, 0);
      for (const FieldPlace &place : table.fields) {
        uint32_t mask = ((1u << place.bits) - 1) << place.shift;
        EXPECT_EQ(used[place.word] & mask, 0u) << table.spec->name << "." << place.spec->name;
        EXPECT_LE(place.shift + place.bits, 16u);
        used[place.word] |= mask;
      }
      EXPECT_GE(1u << table.strideBits, table.words);
    }
  }
}

// The places that the documents give for the presets: a change of the table must be meant.
TEST(Fields, PlacesOfAPacket) {
  FieldCodec codec = codecOf("mesh4x4");
  EXPECT_EQ(codec.layout().packetBits, 52u);
  PacketHeader header;
  header.coreX = 3;
  header.coreY = 2;
  header.port = 17;
  uint64_t packet = llvm::cantFail(codec.packet(header, SpikePayload{5, 1, 0x123, 0x45, 0x67}));
  EXPECT_EQ(packet, (uint64_t(3) << 46) | (uint64_t(2) << 42) | (uint64_t(17) << 34) | (uint64_t(5) << 29) |
                        (uint64_t(1) << 28) | (uint64_t(0x123) << 16) | 0x4567);
  EXPECT_EQ(codec.header(packet).coreX, 3);
  EXPECT_EQ(codec.header(packet).port, 17);
  EXPECT_EQ(codec.payload<SpikePayload>(packet).channel, 0x123);
  EXPECT_EQ(codec.header(llvm::cantFail(codec.packet(header, CreditPayload{9}))).kind, int64_t(PacketKind::Credit));
}

TEST(Fields, NothingIsCutOff) {
  FieldCodec codec = codecOf("mesh4x4");
  PortEntry port;
  port.weightBase = 70000;
  auto words = codec.encode(port);
  ASSERT_FALSE(bool(words));
  EXPECT_EQ(llvm::toString(words.takeError()), "field weight_base of the port table cannot hold 70000: it has 16 bits");
  port.weightBase = 0;
  port.offsetY = -513;
  words = codec.encode(port);
  ASSERT_FALSE(bool(words));
  EXPECT_THAT(llvm::toString(words.takeError()), HasSubstr("offset_y of the port table cannot hold -513"));
  auto packet = codec.packet(PacketHeader(), SpikePayload{16, 0, 0, 0, 0});
  ASSERT_FALSE(bool(packet));
  EXPECT_THAT(llvm::toString(packet.takeError()), HasSubstr("count of the spike packet cannot hold 16"));
}

TEST(Fields, WiderMeshesHaveWiderFields) {
  TargetDescription target = llvm::cantFail(loadTarget("mesh4x4"));
  target.ports = 64;
  target.destinations = 1000;
  FieldCodec codec = llvm::cantFail(FieldCodec::create(target));
  EXPECT_EQ(codec.layout().width("port"), 6u);
  EXPECT_EQ(codec.layout().width("destination"), 10u);
  EXPECT_EQ(codec.layout().packetBits, 53u);
}

//===- NpyTest.cpp - arrays in the files of NumPy -------------------------===//
#include "support/npy/DeflatedArray.h"
#include "tests/Testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <limits>

using namespace snnc;
using namespace snnc::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// A file of version 1 with this header and these values, as NumPy would write it.
std::string makeNpy(llvm::StringRef header, llvm::StringRef values) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  return bytes + header.str() + values.str();
}

template <typename T> void expectRoundTrip(llvm::StringRef dtype, std::vector<T> values) {
  NpyArray array = NpyArray::from<T>({static_cast<int64_t>(values.size())}, values);
  EXPECT_EQ(array.dtype(), dtype);
  std::string bytes = formatNpy(array);
  EXPECT_EQ((bytes.size() - array.data.size()) % 64, 0u);
  llvm::Expected<NpyArray> back = parseNpy(bytes, "x");
  ASSERT_TRUE(static_cast<bool>(back)) << llvm::toString(back.takeError());
  EXPECT_EQ(back->shape, array.shape);
  EXPECT_EQ(back->dtype(), dtype);
  EXPECT_EQ(back->data, array.data);
}

TEST(Npy, EveryElementTypeRoundTrips) {
  expectRoundTrip<float>("float32", {0.1f, -1e30f, std::numeric_limits<float>::infinity()});
  expectRoundTrip<double>("float64", {0.1, -1e300});
  expectRoundTrip<int8_t>("int8", {-128, 127});
  expectRoundTrip<int16_t>("int16", {-32768, 32767});
  expectRoundTrip<int32_t>("int32", {INT32_MIN, INT32_MAX});
  expectRoundTrip<int64_t>("int64", {INT64_MIN, INT64_MAX});
  expectRoundTrip<uint8_t>("uint8", {0, 255});
  expectRoundTrip<uint16_t>("uint16", {0, 65535});
  expectRoundTrip<uint32_t>("uint32", {0, UINT32_MAX});
  expectRoundTrip<uint64_t>("uint64", {0, UINT64_MAX});
}

TEST(Npy, Converts) {
  EXPECT_THAT(NpyArray::from<int16_t>({2}, {-3, 4}).to<double>(), ElementsAre(-3.0, 4.0));
  EXPECT_THAT(NpyArray::from<uint8_t>({2}, {200, 4}).to<int32_t>(), ElementsAre(200, 4));
  EXPECT_THAT(NpyArray::from<double>({2}, {0.5, -2}).to<float>(), ElementsAre(0.5f, -2.0f));
  const bool flags[] = {true, false};
  NpyArray boolean = NpyArray::from<bool>({2}, flags);
  EXPECT_EQ(boolean.dtype(), "bool");
  EXPECT_THAT(boolean.to<int32_t>(), ElementsAre(1, 0));
}

TEST(Npy, ShapesOfAnyRank) {
  for (std::vector<int64_t> shape : {std::vector<int64_t>{}, {1}, {0, 3}, {1, 1, 1, 1, 1}}) {
    NpyArray array = NpyArray::from<float>(shape, {1.0f});
    array.data.resize(array.numElements() * 4);
    llvm::Expected<NpyArray> back = parseNpy(formatNpy(array), "x");
    ASSERT_TRUE(static_cast<bool>(back)) << llvm::toString(back.takeError());
    EXPECT_EQ(back->shape, shape);
  }
}

TEST(Npy, ReadsFortranOrderAndBigEndian) {
  std::string values;
  for (char i = 0; i < 6; ++i)
    values += std::string{0, i};
  std::string fortran = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }  \n";
  llvm::Expected<NpyArray> array = parseNpy(makeNpy(fortran, values), "x");
  ASSERT_TRUE(static_cast<bool>(array)) << llvm::toString(array.takeError());
  // In the file the first axis runs fastest.
  EXPECT_THAT(array->to<int32_t>(), ElementsAre(0, 2, 4, 1, 3, 5));
  array = parseNpy(makeNpy("{'shape': (2, 1, 3), \"descr\": '>i2', 'fortran_order': False}", values), "x");
  ASSERT_TRUE(static_cast<bool>(array)) << llvm::toString(array.takeError());
  EXPECT_THAT(array->to<int32_t>(), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Npy, RefusesWhatIsDamaged) {
  const char *good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  EXPECT_EQ(errorOf(parseNpy("", "f")), "f: not a .npy array");
  EXPECT_EQ(errorOf(parseNpy("\x93NUMPY\x01", "f")), "f: truncated in the header of a .npy array");
  EXPECT_EQ(errorOf(parseNpy(llvm::StringRef(makeNpy(good, "")).take_front(30), "f")),
            "f: truncated in the header of a .npy array");
  std::string version = makeNpy(good, "12345678");
  version[6] = 9;
  EXPECT_EQ(errorOf(parseNpy(version, "f")), "f: version 9 of .npy is not supported; known are 1, 2 and 3");
  EXPECT_EQ(errorOf(parseNpy(makeNpy(good, "1234567"), "f")),
            "f: an array of shape (2) and type float32 needs 8 bytes, the file has 7");
  EXPECT_EQ(errorOf(parseNpy(makeNpy(good, "123456789"), "f")),
            "f: an array of shape (2) and type float32 needs 8 bytes, the file has 9");
  auto header = [](llvm::StringRef text) { return errorOf(parseNpy(makeNpy(text, ""), "f")); };
  EXPECT_THAT(header("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }"),
              HasSubstr("elements of type '<f2' are not supported; known are"));
  EXPECT_THAT(header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"),
              HasSubstr("arrays of records are not supported"));
  EXPECT_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }"), HasSubstr("expected a shape"));
  EXPECT_THAT(header("{'descr': '<f4', 'fortran_order': Fals, 'shape': (2,), }"), HasSubstr("expected True or False"));
  EXPECT_THAT(header("{'descr': '<f4', 'fortran_order': False}"), HasSubstr("expected descr, fortran_order and shape"));
  EXPECT_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}"), HasSubstr("unknown key 'x'"));
  EXPECT_THAT(header("{'descr"), HasSubstr("expected a key"));
  EXPECT_THAT(header("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296), }"),
              HasSubstr("needs more than 2^48 bytes, the file has 0"));
}

TEST(Npz, RoundTripsTheSameBytesEachTime) {
  TemporaryFolder folder;
  NpzArrays arrays;
  arrays["conv1.weight"] = NpyArray::from<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  arrays["größe"] = NpyArray::from<int64_t>({}, {42});
  arrays["zeros"] = NpyArray::from<uint8_t>({100000}, std::vector<uint8_t>(100000));
  ASSERT_FALSE(static_cast<bool>(writeNpz(folder / "a.npz", arrays)));
  ASSERT_FALSE(static_cast<bool>(writeNpz(folder / "b.npz", arrays)));
  std::string bytes = readFile(folder / "a.npz");
  EXPECT_TRUE(isZip(bytes));
  EXPECT_LT(bytes.size(), 10000u);
  // The first member's time is 1980-01-01 00:00, whenever it was written.
  EXPECT_EQ(bytes.substr(10, 4), std::string("\0\0\x21\0", 4));
  EXPECT_EQ(bytes, readFile(folder / "b.npz"));
  llvm::Expected<NpzArrays> back = readNpz(folder / "a.npz");
  ASSERT_TRUE(static_cast<bool>(back)) << llvm::toString(back.takeError());
  ASSERT_EQ(back->size(), 3u);
  for (const auto &[name, array] : arrays) {
    EXPECT_EQ((*back)[name].shape, array.shape);
    EXPECT_EQ((*back)[name].data, array.data);
  }
}

TEST(Npz, PartsPutTogetherAreOneArray) {
  TemporaryFolder folder;
  std::vector<int32_t> values(300000);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = i % 7 == 0 ? int32_t(i * i) : 0;
  llvm::ArrayRef<int32_t> all(values);
  auto partOf = [](llvm::ArrayRef<int32_t> some, size_t atOnce) {
    Deflater deflater;
    for (; !some.empty(); some = some.drop_front(std::min(atOnce, some.size())))
      deflater.add(some.take_front(atOnce));
    return deflater.finish();
  };
  auto array = DeflatedArray::ofType<int32_t>({3, 100000});
  array.parts.push_back(partOf(all.take_front(7), 1));
  array.parts.push_back(partOf({}, 1));
  array.parts.push_back(partOf(all.slice(7, 250000), 4096));
  array.parts.push_back(partOf(all.drop_front(250007), 1000000));
  uint64_t size = 0;
  for (const DeflatedPart &part : array.parts)
    size += part.size;
  EXPECT_EQ(size, 4 * values.size());
  auto empty = DeflatedArray::ofType<float>({0, 5});
  ASSERT_FALSE(static_cast<bool>(writeNpz(folder / "parts.npz", DeflatedArrays{{"all", array}, {"none", empty}})));
  llvm::Expected<NpzArrays> back = readNpz(folder / "parts.npz");
  ASSERT_TRUE(static_cast<bool>(back)) << llvm::toString(back.takeError());
  EXPECT_EQ((*back)["all"].shape, (std::vector<int64_t>{3, 100000}));
  EXPECT_EQ((*back)["all"].dtype(), "int32");
  EXPECT_EQ((*back)["all"].to<int32_t>(), values);
  EXPECT_EQ((*back)["none"].shape, (std::vector<int64_t>{0, 5}));
  EXPECT_TRUE((*back)["none"].isFloat());
}

TEST(Npz, RefusesWhatIsDamaged) {
  TemporaryFolder folder;
  EXPECT_THAT(errorOf(readNpz(folder / "missing.npz")), HasSubstr("missing.npz': No such file"));
  writeFile(folder / "empty.npz", "");
  EXPECT_THAT(errorOf(readNpz(folder / "empty.npz")), HasSubstr("cannot read"));
  writeFile(folder / "text.npz", "this is no zip");
  EXPECT_THAT(errorOf(readNpz(folder / "text.npz")), HasSubstr("cannot read"));

  NpzArrays arrays;
  std::vector<double> values(1000);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = i * 0.1;
  arrays["a"] = NpyArray::from<double>({1000}, values);
  ASSERT_FALSE(static_cast<bool>(writeNpz(folder / "good.npz", arrays)));
  std::string bytes = readFile(folder / "good.npz");
  writeFile(folder / "short.npz", llvm::StringRef(bytes).drop_back(100));
  EXPECT_THAT(errorOf(readNpz(folder / "short.npz")), HasSubstr("cannot read"));
  std::string flipped = bytes;
  flipped[bytes.size() / 2] ^= 1; // among the values: the checksum tells
  writeFile(folder / "flipped.npz", flipped);
  EXPECT_THAT(errorOf(readNpz(folder / "flipped.npz")), HasSubstr("flipped.npz:a.npy: "));
}

TEST(Npz, LeavesNoFileWhereItCannotWrite) {
  TemporaryFolder folder;
  EXPECT_THAT(llvm::toString(writeNpz(folder / "no/such/a.npz", {{"a", NpyArray::from<float>({}, {1})}})),
              HasSubstr("cannot write"));
  EXPECT_THAT(llvm::toString(writeNpy(folder / "no/such/a.npy", NpyArray::from<float>({}, {1}))),
              HasSubstr("cannot write"));
  EXPECT_FALSE(llvm::sys::fs::exists(folder / "no"));
}

TEST(Npz, ReadsWhatNumPyWrote) {
  std::string path = sharedPath("models/digits/digits.npz");
  SNNC_REQUIRE_SHARED(path);
  llvm::Expected<NpzArrays> arrays = readNpz(path);
  ASSERT_TRUE(static_cast<bool>(arrays)) << llvm::toString(arrays.takeError());
  ASSERT_TRUE(arrays->count("conv1.weight"));
  EXPECT_EQ((*arrays)["conv1.weight"].dtype(), "float32");
  EXPECT_EQ((*arrays)["conv1.weight"].shape[1], 2);
}

} // namespace

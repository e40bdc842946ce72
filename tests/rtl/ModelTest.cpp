//===- ModelTest.cpp - the C interface of Verilated models ----------------===//

#include "tests/rtl/ChipModel.h"
#include <cstdio>
#include <dlfcn.h>
#include <gtest/gtest.h>

using namespace snnc;
using namespace snnc::bench;

static const snnc_rtl_model_table *load(const std::string &name) {
  std::string path = modelPaths("SNNC_RTL_NO_OTHER_MODELS", {name}).front();
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  EXPECT_NE(library, nullptr) << dlerror();
  auto entry = reinterpret_cast<snnc_rtl_model_function>(dlsym(library, "snnc_rtl_model"));
  return entry();
}

static void clock(const snnc_rtl_model_table *table, void *model, snnc_rtl_pins &pins, unsigned cycles) {
  for (unsigned i = 0; i < cycles; ++i) {
    table->cycle(model, &pins);
    if (pins.in_accepted)
      pins.in_valid = 0;
  }
}

TEST(Model, NamesItsTarget) {
  const snnc_rtl_model_table *table = load("core4");
  EXPECT_EQ(table->interface_version, SNNC_RTL_INTERFACE_VERSION);
  EXPECT_EQ(table->lanes, 4u);
  auto target = mesh::TargetDescription::parse(table->target, "model");
  ASSERT_TRUE(bool(target)) << llvm::toString(target.takeError());
  EXPECT_EQ(target->populations, 16u);
  EXPECT_EQ(target->canonicalJson(), std::string(table->target).substr(0, target->canonicalJson().size()));
}

/// An END to a population that does not run: the assertion says where it failed, and the other model goes on.
TEST(Model, ReportsAssertions) {
  const snnc_rtl_model_table *one = load("core4"), *other = load("core8");
  void *broken = one->create(0, 0, nullptr, nullptr), *intact = other->create(0, 0, nullptr, nullptr);
  ASSERT_NE(broken, nullptr);
  ASSERT_NE(intact, nullptr);
  ChipModel codecs(modelPaths("SNNC_RTL_NO_OTHER_MODELS", {"core4"}).front(), 0, false);
  snnc_rtl_pins pins = {}, quiet = {};
  pins.in_packet = llvm::cantFail(codecs.codec().packet(mesh::PacketHeader(), mesh::EndPayload()));
  pins.in_valid = 1;
  EXPECT_EQ(one->failure(broken), nullptr);
  // A core that was reset takes packets once it has gone through its destinations.
  clock(one, broken, pins, 20 + llvm::cantFail(mesh::TargetDescription::parse(one->target, "model")).destinations);
  clock(other, intact, quiet, 20);
  ASSERT_NE(one->failure(broken), nullptr);
  EXPECT_NE(std::string(one->failure(broken)).find("tokens.sv:"), std::string::npos) << one->failure(broken);
  EXPECT_NE(std::string(one->failure(broken)).find("g_row[0].g_col[0].core"), std::string::npos)
      << one->failure(broken);
  EXPECT_EQ(other->failure(intact), nullptr);
  one->destroy(broken);
  other->destroy(intact);
}

TEST(Model, RandomInitialValuesNeedTheirModel) {
  const snnc_rtl_model_table *plain = load("core4"), *random = load("mesh2x2.random");
  EXPECT_EQ(plain->create(1, 1, nullptr, nullptr), nullptr);
  void *model = random->create(1, 1, nullptr, nullptr);
  ASSERT_NE(model, nullptr);
  snnc_rtl_pins pins = {};
  clock(random, model, pins, 100);
  EXPECT_EQ(random->failure(model), nullptr);
  EXPECT_FALSE(pins.out_valid);
  random->destroy(model);
}

TEST(Model, Waveforms) {
  const snnc_rtl_model_table *plain = load("core4"), *traced = load("mesh2x2.fst");
  void *model = plain->create(0, 0, nullptr, nullptr);
  EXPECT_EQ(plain->trace(model, "unused.fst"), -1);
  plain->destroy(model);

  model = traced->create(0, 0, nullptr, nullptr);
  EXPECT_EQ(traced->trace(model, "/no/such/folder/wave.fst"), -1);
  std::string path = testing::TempDir() + "snnc-model-test.fst";
  ASSERT_EQ(traced->trace(model, path.c_str()), 0);
  snnc_rtl_pins pins = {};
  clock(traced, model, pins, 50);
  traced->destroy(model);
  std::FILE *file = std::fopen(path.c_str(), "rb");
  ASSERT_NE(file, nullptr);
  std::fseek(file, 0, SEEK_END);
  EXPECT_GT(std::ftell(file), 1000);
  std::fclose(file);
  std::remove(path.c_str());
}

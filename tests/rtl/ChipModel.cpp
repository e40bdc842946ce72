//===- ChipModel.cpp - a Verilated chip for benches -----------------------===//

#include "tests/rtl/ChipModel.h"
#include <cstdlib>
#include <dlfcn.h>
#include <iostream>
#include <sstream>

using namespace snnc;
using namespace snnc::bench;

[[noreturn]] static void die(const std::string &message) {
  std::cerr << "bench: " << message << "\n";
  std::exit(1);
}

ChipModel::ChipModel(const std::string &path, uint64_t seed, bool random) {
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    die(dlerror());
  auto entry = reinterpret_cast<snnc_rtl_model_function>(dlsym(library, "snnc_rtl_model"));
  if (!entry)
    die(path + " has no function snnc_rtl_model");
  table = entry();
  if (table->interface_version != SNNC_RTL_INTERFACE_VERSION)
    die(path + " has another version of the interface");
  llvm::Expected<mesh::TargetDescription> parsed = mesh::TargetDescription::parse(table->target, path);
  if (!parsed)
    die(llvm::toString(parsed.takeError()));
  description = *parsed;
  llvm::Expected<mesh::FieldCodec> codec = mesh::FieldCodec::create(description);
  if (!codec)
    die(llvm::toString(codec.takeError()));
  fields = std::make_unique<mesh::FieldCodec>(std::move(*codec));
  auto forward = [](void *user, const snnc_rtl_commit *record) {
    auto *self = static_cast<ChipModel *>(user);
    if (self->commit)
      self->commit(*record);
  };
  model = table->create(seed, random, forward, this);
  if (!model)
    die(path + " cannot start at random values");
}

ChipModel::~ChipModel() {
  table->destroy(model);
  // The library stays loaded: loading it again for the next network would cost more.
}

std::string ChipModel::failure() const {
  const char *text = table->failure(model);
  return text ? text : "";
}

std::vector<std::string> bench::modelPaths(const char *variable, const std::vector<std::string> &names) {
  std::vector<std::string> paths;
  if (const char *list = std::getenv(variable)) {
    std::stringstream stream(list);
    for (std::string path; std::getline(stream, path, ',');)
      paths.push_back(path);
    return paths;
  }
  for (const std::string &name : names)
    paths.push_back(std::string(SNNC_RTL_MODELS) + "/" + name + ".so");
  return paths;
}

uint64_t bench::firstSeed(uint64_t seed) {
  const char *text = std::getenv("SNNC_TEST_SEED");
  return text ? std::strtoull(text, nullptr, 0) : seed;
}

unsigned bench::seedCount(unsigned count) {
  const char *text = std::getenv("SNNC_TEST_COUNT");
  return text ? unsigned(std::strtoul(text, nullptr, 0)) : count;
}

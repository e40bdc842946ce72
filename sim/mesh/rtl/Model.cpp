//===- Model.cpp - a Verilated chip, loaded at run time -------------------===//

#include "sim/mesh/rtl/Model.h"
#include "sim/mesh/rtl/ModelCache.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <dlfcn.h>

using namespace snnc;
using namespace snnc::sim;

/// The folders that may hold models, in the order in which they are searched.
static std::vector<std::string> searchPath() {
  std::vector<std::string> folders;
  if (const char *list = std::getenv("SNNC_RTL_PATH")) {
    llvm::SmallVector<llvm::StringRef> parts;
    llvm::StringRef(list).split(parts, ':', -1, /*KeepEmpty=*/false);
    folders.assign(parts.begin(), parts.end());
  }
  // The path of a running program; the argument is only for systems that have no other way to know it.
  std::string program = llvm::sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&searchPath));
  llvm::SmallString<128> folder(llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(folder, "lib", "snnc", "rtl");
  folders.push_back(folder.str().str());
  return folders;
}

static ModelKind kindOf(const ModelOptions &options) {
  if (options.random)
    return ModelKind::Random;
  return options.waveform.empty() ? ModelKind::Plain : options.vcd ? ModelKind::Vcd : ModelKind::Fst;
}

/// Loads a library and checks that it speaks this program's interface. It is never unloaded: the next engine will want
/// it again, and the code of a chip registers itself with its runtime.
static llvm::Expected<const snnc_rtl_model_table *> openLibrary(const std::string &path) {
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(std::string("cannot load the RTL model: ") + dlerror());
  auto function = reinterpret_cast<snnc_rtl_model_function>(dlsym(library, "snnc_rtl_model"));
  if (!function)
    return llvm::createStringError("'" + path + "' is no RTL model: it has no function snnc_rtl_model");
  const snnc_rtl_model_table *table = function();
  if (table->interface_version != SNNC_RTL_INTERFACE_VERSION)
    return llvm::createStringError("'" + path + "' has version " + llvm::Twine(table->interface_version) +
                                   " of the model interface, this program has " +
                                   llvm::Twine(SNNC_RTL_INTERFACE_VERSION) + ": build the model again");
  return table;
}

/// The targets agree where their hardware does: names do not matter, nor which cores are left out.
static llvm::Error checkTarget(const std::string &path, const char *text, const mesh::TargetDescription &target) {
  auto built = mesh::TargetDescription::parse(text, path);
  if (!built)
    return built.takeError();
  if (built->hardwareJson() == target.hardwareJson())
    return llvm::Error::success();
  return llvm::createStringError("'" + path + "' is a model of another target: it is built for " +
                                 built->hardwareJson() + ", the image for " + target.hardwareJson());
}

/// A library that was named; else one that was built before under the target's name and fits it; else one of the cache.
static llvm::Expected<const snnc_rtl_model_table *> findModel(const mesh::TargetDescription &target,
                                                              const ModelOptions &options, std::string &path) {
  ModelKind kind = kindOf(options);
  path = options.library;
  for (const std::string &folder : path.empty() ? searchPath() : std::vector<std::string>()) {
    std::string candidate = folder + "/" + target.name + "." + suffixOf(kind);
    if (!llvm::sys::fs::exists(candidate))
      continue;
    auto table = openLibrary(candidate);
    if (!table)
      return table.takeError();
    if (llvm::Error other = checkTarget(candidate, (*table)->target, target)) {
      llvm::consumeError(std::move(other));
      continue;
    }
    path = candidate;
    return *table;
  }
  if (path.empty()) {
    llvm::Expected<std::string> cached = cachedModel(target, kind);
    if (!cached)
      return cached.takeError();
    path = *cached;
  }
  auto table = openLibrary(path);
  if (!table)
    return table.takeError();
  if (llvm::Error error = checkTarget(path, (*table)->target, target))
    return std::move(error);
  return *table;
}

llvm::Expected<std::unique_ptr<Model>> Model::load(const mesh::TargetDescription &target, const ModelOptions &options) {
  std::string path;
  auto table = findModel(target, options, path);
  if (!table)
    return table.takeError();
  std::unique_ptr<Model> model(new Model(options.waveform));
  model->path = path;
  model->table = *table;
  auto forward = [](void *user, const snnc_rtl_commit *commit) {
    auto *self = static_cast<Model *>(user);
    if (self->onCommit)
      self->onCommit(*commit);
  };
  model->chip = model->table->create(options.seed, options.random, forward, model.get());
  if (!model->chip)
    return llvm::createStringError(
        "'" + path + "' cannot start at random values, nor have random latencies: it is not built for it");
  return model;
}

llvm::Error Model::startWaveform() {
  // A device or a pipe is not removed.
  if (!llvm::sys::fs::exists(waveform) || llvm::sys::fs::is_regular_file(waveform)) {
    unfinished.emplace_back(waveform);
    unfinished.emplace_back(waveform + ".hier");
  }
  if (table->trace(chip, waveform.c_str()) != 0)
    return llvm::createStringError("cannot write a waveform to '" + waveform + "' with '" + path +
                                   "': the model is built without waveforms, or the file cannot be written");
  return llvm::Error::success();
}

Model::~Model() {
  if (chip)
    table->destroy(chip);
}

//===- Model.cpp - a Verilated chip, loaded at run time -------------------===//

#include "sim/rtl/Model.h"
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

static llvm::Expected<std::string> findLibrary(const mesh::TargetDescription &target, const ModelOptions &options) {
  if (!options.library.empty())
    return options.library;
  std::string file = target.name + (options.randomInitial      ? ".random.so"
                                    : options.waveform.empty() ? ".so"
                                    : options.vcd              ? ".vcd.so"
                                                               : ".fst.so");
  std::string looked;
  for (const std::string &folder : searchPath()) {
    std::string path = folder + "/" + file;
    if (llvm::sys::fs::exists(path))
      return path;
    looked += (looked.empty() ? "" : ", ") + folder;
  }
  return llvm::createStringError(
      "no RTL model '" + file + "' of target '" + target.name + "': looked in " + looked +
      " (set SNNC_RTL_PATH to the folder that holds it, or build it with rtl/model/build.sh)");
}

/// The targets agree where their numbers do: their names do not matter.
static llvm::Error checkTarget(const std::string &path, const char *text, mesh::TargetDescription target) {
  auto built = mesh::TargetDescription::parse(text, path);
  if (!built)
    return built.takeError();
  target.name = built->name;
  if (built->canonicalJson() == target.canonicalJson())
    return llvm::Error::success();
  return llvm::createStringError("'" + path + "' is a model of another target: it is built for " +
                                 built->canonicalJson() + ", the image for " + target.canonicalJson());
}

llvm::Expected<std::unique_ptr<Model>> Model::load(const mesh::TargetDescription &target, const ModelOptions &options) {
  auto path = findLibrary(target, options);
  if (!path)
    return path.takeError();
  // Never unloaded: the next engine will want it again, and the code of a chip registers itself with its runtime.
  void *library = dlopen(path->c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(std::string("cannot load the RTL model: ") + dlerror());
  auto function = reinterpret_cast<snnc_rtl_model_function>(dlsym(library, "snnc_rtl_model"));
  if (!function)
    return llvm::createStringError("'" + *path + "' is no RTL model: it has no function snnc_rtl_model");
  std::unique_ptr<Model> model(new Model);
  model->table = function();
  if (model->table->interface_version != SNNC_RTL_INTERFACE_VERSION)
    return llvm::createStringError("'" + *path + "' has version " + llvm::Twine(model->table->interface_version) +
                                   " of the model interface, this program has " +
                                   llvm::Twine(SNNC_RTL_INTERFACE_VERSION) + ": build the model again");
  if (llvm::Error error = checkTarget(*path, model->table->target, target))
    return std::move(error);
  auto forward = [](void *user, const snnc_rtl_commit *commit) {
    auto *self = static_cast<Model *>(user);
    if (self->onCommit)
      self->onCommit(*commit);
  };
  model->chip = model->table->create(options.seed, options.randomInitial, forward, model.get());
  if (!model->chip)
    return llvm::createStringError("'" + *path + "' cannot start at random values: it is not built for it");
  if (!options.waveform.empty() && model->table->trace(model->chip, options.waveform.c_str()) != 0)
    return llvm::createStringError("cannot write a waveform to '" + options.waveform + "' with '" + *path +
                                   "': the model is built without waveforms, or the file cannot be written");
  return model;
}

Model::~Model() {
  if (chip)
    table->destroy(chip);
}

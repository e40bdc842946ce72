//===- ModelCache.cpp - models of any target, built when wanted -----------===//

#include "sim/mesh/rtl/ModelCache.h"
#include "backends/mesh/fields/Generate.h"
#include "support/interrupt/Interrupt.h"
#include "support/json/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace snnc;
using namespace snnc::sim;

const char *snnc::sim::suffixOf(ModelKind kind) {
  switch (kind) {
  case ModelKind::Plain:
    return "so";
  case ModelKind::Random:
    return "random.so";
  case ModelKind::Fst:
    return "fst.so";
  case ModelKind::Vcd:
    return "vcd.so";
  }
  llvm_unreachable("all kinds are handled");
}

static std::string inFolder(llvm::StringRef folder, llvm::StringRef name) {
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

/// The RTL that came with the program: share/snnc/hardware beside the folder of this program.
static std::string hardwareFolder() {
  static int anchor;
  std::string program = llvm::sys::fs::getMainExecutable(nullptr, &anchor);
  llvm::SmallString<256> path(llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(path, "share", "snnc", "hardware");
  return path.str().str();
}

static std::string cacheFolder() {
  if (auto folder = llvm::sys::Process::GetEnv("SNNC_CACHE"))
    return *folder;
  if (auto folder = llvm::sys::Process::GetEnv("XDG_CACHE_HOME"))
    return inFolder(*folder, "snnc");
  return inFolder(inFolder(llvm::sys::Process::GetEnv("HOME").value_or("."), ".cache"), "snnc");
}

/// The names and bytes of all sources, in one hash with what they are built for.
static llvm::Expected<std::string> keyOf(const std::string &hardware, llvm::StringRef numbers, ModelKind kind) {
  std::vector<std::string> files;
  std::error_code code;
  for (llvm::sys::fs::recursive_directory_iterator it(hardware, code), end; it != end && !code; it.increment(code))
    if (llvm::sys::fs::is_regular_file(it->path()))
      files.push_back(it->path());
  if (code || files.empty())
    return llvm::createStringError("the RTL is not at '" + hardware + "', where it came with the program");
  std::sort(files.begin(), files.end());
  llvm::SHA256 hash;
  hash.update(numbers);
  hash.update(suffixOf(kind));
  for (const std::string &file : files) {
    llvm::Expected<std::string> text = readTextFile(file);
    if (!text)
      return text.takeError();
    hash.update(llvm::StringRef(file).drop_front(hardware.size()));
    hash.update(*text);
  }
  auto digest = hash.final();
  return llvm::toHex(llvm::ArrayRef<uint8_t>(digest).take_front(12), /*LowerCase=*/true);
}

static llvm::Error writeText(const std::string &path, const std::string &text) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code)
    stream << text;
  stream.close();
  if (!code)
    code = stream.error();
  stream.clear_error();
  return code ? llvm::createStringError("cannot write '" + path + "': " + code.message()) : llvm::Error::success();
}

namespace {
/// A folder for the intermediate files, gone at the end.
struct WorkFolder {
  llvm::SmallString<128> path;
  ~WorkFolder() { llvm::sys::fs::remove_directories(path); }
};
} // namespace

static llvm::Error build(const mesh::TargetDescription &target, ModelKind kind, const std::string &hardware,
                         const std::string &library) {
  llvm::Expected<mesh::FieldLayout> layout = mesh::FieldLayout::create(target);
  if (!layout)
    return layout.takeError();
  WorkFolder work;
  if (std::error_code code = llvm::sys::fs::createUniqueDirectory("snnc-rtl", work.path))
    return llvm::createStringError("cannot make a folder for the build: " + code.message());
  std::string package = inFolder(work.path, "chip_pkg.sv"), description = inFolder(work.path, "target.json");
  std::string made = inFolder(work.path, "model.so"), log = inFolder(work.path, "log");
  if (llvm::Error error = writeText(package, mesh::generateSystemVerilogPackage(target, *layout)))
    return error;
  if (llvm::Error error = writeText(description, target.canonicalJson()))
    return error;
  std::string script = inFolder(hardware, "rtl/model/build.sh"), folder = inFolder(work.path, "build");
  std::vector<llvm::StringRef> arguments{"/bin/sh", script, package, description, made, "--work", folder};
  if (kind == ModelKind::Random)
    arguments.push_back("--random");
  if (kind == ModelKind::Fst || kind == ModelKind::Vcd) {
    arguments.push_back("--trace");
    arguments.push_back(kind == ModelKind::Fst ? "fst" : "vcd");
  }
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), llvm::StringRef(log), llvm::StringRef(log)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait("/bin/sh", arguments, std::nullopt, redirects, 0, 0, &message);
  if (status != 0) {
    llvm::Expected<std::string> text = readTextFile(log);
    std::string said = text ? *text : llvm::toString(text.takeError());
    return llvm::createStringError("the RTL model of target '" + llvm::Twine(target.name) + "' cannot be built: " +
                                   llvm::StringRef(said).trim() + (message.empty() ? "" : "; ") + message);
  }
  // Another process may have been quicker: the same bytes take the place of its library.
  std::string beside = library + ".partial" + std::to_string(llvm::sys::Process::getProcessId());
  if (std::error_code code = llvm::sys::fs::copy_file(made, beside))
    return llvm::createStringError("cannot write '" + beside + "': " + code.message());
  if (std::error_code code = llvm::sys::fs::rename(beside, library))
    return llvm::createStringError("cannot write '" + library + "': " + code.message());
  return llvm::Error::success();
}

llvm::Expected<std::string> snnc::sim::cachedModel(const mesh::TargetDescription &target, ModelKind kind) {
  std::string hardware = hardwareFolder(), cache = cacheFolder();
  llvm::Expected<std::string> key = keyOf(hardware, target.hardwareJson(), kind);
  if (!key)
    return key.takeError();
  std::string library = inFolder(cache, target.name + "-" + *key + "." + suffixOf(kind));
  if (llvm::sys::fs::exists(library))
    return library;
  if (std::error_code code = llvm::sys::fs::create_directories(cache))
    return llvm::createStringError("cannot make the cache '" + cache + "': " + code.message() +
                                   " (SNNC_CACHE chooses another)");
  llvm::errs() << "note: building the RTL model of target '" << target.name << "', once; kept in " << library << "\n";
  // The compiler that it calls is ended by Ctrl-C too, and the folder that it works in is removed before this program.
  SignalHold hold;
  if (llvm::Error error = build(target, kind, hardware, library))
    return std::move(error);
  return library;
}

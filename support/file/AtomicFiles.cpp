//===- AtomicFiles.cpp - all files of a folder, or none -------------------===//

#include "support/file/AtomicFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace snnc;

std::string AtomicFiles::pathOf(const llvm::Twine &name) const {
  llvm::SmallString<128> path(directory);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

/// Keeps the first failure. False, for whoever fails with it.
bool AtomicFiles::fail(const llvm::Twine &what, std::error_code code) {
  if (failure.empty())
    failure = ("cannot write " + what + ": " + code.message()).str();
  return false;
}

bool AtomicFiles::makeDirectory() {
  if (isMade)
    return true;
  bool existed = llvm::sys::fs::is_directory(directory);
  if (!existed && llvm::sys::fs::exists(directory))
    return fail("folder '" + directory + "'", std::make_error_code(std::errc::not_a_directory));
  if (std::error_code code =
          llvm::sys::fs::create_directories(directory, /*IgnoreExisting=*/true, llvm::sys::fs::all_all))
    return fail("folder '" + directory + "'", code);
  isMade = true;
  wasMade = !existed;
  if (wasMade)
    unfinished.emplace_back(directory);
  return true;
}

void AtomicFiles::add(llvm::StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  if (!failure.empty() || !makeDirectory())
    return;
  names.push_back(name.str());
  std::string path = pathOf("." + name + ".partial");
  unfinished.emplace_back(path);
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code) {
    write(stream);
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (code)
    fail("'" + path + "'", code);
}

void AtomicFiles::removePartial() {
  for (const std::string &name : names)
    llvm::sys::fs::remove(pathOf("." + name + ".partial"));
  if (wasMade)
    llvm::sys::fs::remove(directory);
  names.clear();
  unfinished.clear();
  isMade = wasMade = false;
}

llvm::Error AtomicFiles::commit() {
  if (failure.empty())
    makeDirectory();
  SignalHold hold;
  for (size_t i = 0; failure.empty() && i < names.size(); ++i)
    if (std::error_code code = llvm::sys::fs::rename(pathOf("." + names[i] + ".partial"), pathOf(names[i])))
      fail("'" + pathOf(names[i]) + "'", code);
  if (!failure.empty()) {
    removePartial();
    return llvm::createStringError(failure);
  }
  names.clear();
  unfinished.clear();
  wasMade = false;
  return llvm::Error::success();
}

AtomicFiles::~AtomicFiles() { removePartial(); }

llvm::Error snnc::writeAtomically(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  // What a link leads to is written, and not the link; a device or a pipe takes the bytes as they come.
  llvm::sys::fs::file_status status;
  llvm::SmallString<128> target(path);
  if (!llvm::sys::fs::status(path, status) && llvm::sys::fs::exists(status)) {
    if (llvm::sys::fs::is_directory(status))
      return llvm::createStringError("cannot write '" + path + "': it is a folder");
    if (!llvm::sys::fs::is_regular_file(status)) {
      std::error_code code;
      llvm::raw_fd_ostream stream(path, code, llvm::sys::fs::CD_OpenExisting);
      if (!code) {
        write(stream);
        stream.close();
        code = stream.error();
        stream.clear_error();
      }
      return code ? llvm::createStringError("cannot write '" + path + "': " + code.message()) : llvm::Error::success();
    }
    if (std::error_code code = llvm::sys::fs::real_path(path, target))
      return llvm::createStringError("cannot write '" + path + "': " + code.message());
  }
  llvm::StringRef folder = llvm::sys::path::parent_path(target);
  AtomicFiles files(folder.empty() ? "." : folder);
  files.add(llvm::sys::path::filename(target), write);
  return files.commit();
}

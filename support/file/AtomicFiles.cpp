//===- AtomicFiles.cpp - all files of a folder, or none -------------------===//

#include "support/file/AtomicFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

static llvm::Error cannot(const llvm::Twine &what, std::error_code code) {
  return llvm::createStringError("cannot write " + what + ": " + code.message());
}

static std::error_code writeFile(const std::string &path, const std::string &bytes) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (code)
    return code;
  stream << bytes;
  stream.close();
  code = stream.error();
  stream.clear_error();
  return code;
}

llvm::Error AtomicFiles::commit() {
  bool existed = llvm::sys::fs::is_directory(directory);
  if (!existed && llvm::sys::fs::exists(directory))
    return cannot("folder '" + directory + "'", std::make_error_code(std::errc::not_a_directory));
  if (std::error_code code =
          llvm::sys::fs::create_directories(directory, /*IgnoreExisting=*/true, llvm::sys::fs::all_all))
    return cannot("folder '" + directory + "'", code);
  std::vector<std::string> temporary;
  llvm::Error failure = llvm::Error::success();
  for (const File &file : files) {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, "." + file.name + ".partial");
    temporary.push_back(path.str().str());
    if (std::error_code code = writeFile(temporary.back(), file.bytes)) {
      failure = cannot("'" + temporary.back() + "'", code);
      break;
    }
  }
  for (size_t i = 0; !failure && i < files.size(); ++i) {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, files[i].name);
    if (std::error_code code = llvm::sys::fs::rename(temporary[i], path))
      failure = cannot("'" + path.str() + "'", code);
  }
  if (failure) {
    for (const std::string &path : temporary)
      llvm::sys::fs::remove(path);
    if (!existed)
      llvm::sys::fs::remove(directory);
  }
  return failure;
}

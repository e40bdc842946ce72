//===- Recordings.cpp - N-MNIST event recordings --------------------------===//

#include "sim/data/Recordings.h"
#include "sim/data/Binning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;
namespace fs = llvm::sys::fs;

namespace {
constexpr size_t eventBytes = 5;

struct File {
  std::string path;
  std::optional<uint32_t> label;
};

class Recordings final : public Stimulus {
public:
  Recordings(std::vector<File> files, const InputInfo &input, const StimulusOptions &options)
      : files(std::move(files)), input(input), options(options) {}

  uint64_t size() const override { return files.size(); }
  llvm::Expected<Sample> read(uint64_t index) const override;

private:
  llvm::Error outside(const File &file, size_t index, const TimedEvent &event) const;

  std::vector<File> files;
  InputInfo input;
  StimulusOptions options;
};
} // namespace

llvm::Error Recordings::outside(const File &file, size_t index, const TimedEvent &event) const {
  return llvm::createStringError(
      fmt::format("{}: event {} (byte {}) is at polarity {}, y {}, x {}, outside of input '{}' of shape {}", file.path,
                  index, index * eventBytes, event.channel, event.y, event.x, input.name, input.shape.str()));
}

llvm::Expected<Sample> Recordings::read(uint64_t index) const {
  const File &file = files[index];
  auto buffer = llvm::MemoryBuffer::getFile(file.path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + file.path + "': " + buffer.getError().message());
  llvm::StringRef bytes = (*buffer)->getBuffer();
  if (bytes.size() % eventBytes)
    return llvm::createStringError(
        fmt::format("{}: {} bytes are no whole number of events of {} bytes: a truncated recording, or none", file.path,
                    bytes.size(), eventBytes));

  std::vector<TimedEvent> events;
  events.reserve(bytes.size() / eventBytes);
  for (size_t i = 0; i < bytes.size() / eventBytes; ++i) {
    auto byte = [&](unsigned at) { return uint32_t(uint8_t(bytes[i * eventBytes + at])); };
    uint32_t word = byte(2) << 16 | byte(3) << 8 | byte(4);
    uint32_t microseconds = word & 0x7fffff;
    TimedEvent event{microseconds / options.stepUs, uint16_t(word >> 23), uint16_t(byte(1)), uint16_t(byte(0)), 1};
    if (event.channel >= input.shape.channels || event.y >= input.shape.height || event.x >= input.shape.width)
      return outside(file, i, event);
    events.push_back(event);
  }
  Sample sample;
  sample.name = file.path;
  sample.label = file.label;
  if (llvm::Error error = binEvents(std::move(events), input, options.steps, sample))
    return std::move(error);
  return sample;
}

/// The entries of a folder, sorted by name.
static llvm::Expected<std::vector<std::string>> entriesOf(llvm::StringRef path) {
  std::vector<std::string> entries;
  std::error_code code;
  for (fs::directory_iterator entry(path, code), end; !code && entry != end; entry.increment(code))
    entries.push_back(entry->path());
  if (code)
    return llvm::createStringError("cannot read folder '" + path + "': " + code.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openRecordingFolder(llvm::StringRef path, const InputInfo &input,
                                                                         const StimulusOptions &options) {
  auto folders = entriesOf(path);
  if (!folders)
    return folders.takeError();
  std::vector<File> files;
  for (const std::string &folder : *folders) {
    if (!fs::is_directory(folder))
      continue;
    auto entries = entriesOf(folder);
    if (!entries)
      return entries.takeError();
    for (const std::string &entry : *entries) {
      if (llvm::sys::path::extension(entry) != ".bin")
        continue;
      uint32_t label;
      if (llvm::sys::path::filename(folder).getAsInteger(10, label))
        return llvm::createStringError("recordings in '" + folder +
                                       "': the folder's name is their label and must be a number");
      files.push_back({entry, label});
    }
  }
  if (files.empty())
    return llvm::createStringError("no recordings in folder '" + path +
                                   "': none of its subfolders holds a file .bin "
                                   "(need <label>/<name>.bin)");
  // Folders sort before their contents, so "1-x" would come before "1/a"; the order promised is that of the paths.
  std::sort(files.begin(), files.end(), [](const File &a, const File &b) { return a.path < b.path; });
  if (options.limit && *options.limit < files.size())
    files.resize(*options.limit);
  return std::make_unique<Recordings>(std::move(files), input, options);
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openRecording(llvm::StringRef path, const InputInfo &input,
                                                                   const StimulusOptions &options) {
  return std::make_unique<Recordings>(std::vector<File>{{path.str(), std::nullopt}}, input, options);
}

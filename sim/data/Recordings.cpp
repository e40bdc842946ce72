//===- Recordings.cpp - files and folders of recordings -------------------===//

#include "sim/data/Recordings.h"
#include "sim/data/EventSample.h"
#include "sim/data/Labels.h"
#include "sim/data/SpreadOverLabels.h"
#include "sim/data/readers/Formats.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <fmt/format.h>

using namespace snnc::sim;
namespace fs = llvm::sys::fs;

namespace {
class Recordings final : public Stimulus {
public:
  Recordings(const InputInfo &input, const StimulusOptions &options) : input(input), options(options) {}

  uint64_t size() const override { return files.size(); }
  std::optional<uint32_t> label(uint64_t index) const override { return files[index].label; }
  llvm::Expected<std::unique_ptr<SampleStream>> stream(uint64_t index) const override {
    return openEventSample(files[index], input, options);
  }
  llvm::Expected<Sample> read(uint64_t index) const override {
    llvm::Expected<std::unique_ptr<SampleStream>> sample = stream(index);
    if (!sample)
      return sample.takeError();
    return readAll(**sample);
  }
  llvm::ArrayRef<std::string> labelNames() const override { return names; }
  uint64_t filesPassedOver() const override { return passedOver; }

  std::vector<EventFile> files;
  std::vector<std::string> names;
  uint64_t passedOver = 0;

private:
  InputInfo input;
  StimulusOptions options;
};

struct Entry {
  std::string path, name;
  bool isFolder;
};
} // namespace

/// The entries of a folder, sorted by name, without hidden ones.
static llvm::Expected<std::vector<Entry>> entriesOf(llvm::StringRef path) {
  std::vector<Entry> entries;
  std::error_code code;
  for (fs::directory_iterator entry(path, code), end; !code && entry != end; entry.increment(code)) {
    llvm::StringRef name = llvm::sys::path::filename(entry->path());
    if (!name.starts_with("."))
      entries.push_back({entry->path(), name.str(), fs::is_directory(entry->path())});
  }
  if (code)
    return llvm::createStringError("cannot read folder '" + path + "': " + code.message());
  llvm::sort(entries, [](const Entry &a, const Entry &b) { return a.name < b.name; });
  return entries;
}

/// The labels of folders: numbers, or words in sorted order, but not both.
static llvm::Error labelFolders(llvm::ArrayRef<Entry> folders, std::vector<uint32_t> &labels,
                                std::vector<std::string> &names) {
  std::vector<bool> areNumbers;
  for (const Entry &folder : folders) {
    uint32_t number = 0;
    areNumbers.push_back(!llvm::StringRef(folder.name).getAsInteger(10, number) && number <= INT32_MAX);
    labels.push_back(number);
  }
  if (llvm::all_of(areNumbers, [](bool is) { return is; }))
    return llvm::Error::success();
  auto number = llvm::find(areNumbers, true);
  if (number != areNumbers.end())
    return llvm::createStringError("'" + folders[size_t(number - areNumbers.begin())].path + "' and '" +
                                   folders[size_t(llvm::find(areNumbers, false) - areNumbers.begin())].path +
                                   "': the names of folders are labels, either all numbers or all words");
  for (size_t i = 0; i < folders.size(); ++i) {
    labels[i] = uint32_t(i);
    names.push_back(folders[i].name);
  }
  return llvm::Error::success();
}

/// Files that may be recordings, of all folders in the order of their paths.
static llvm::Expected<std::vector<EventFile>> findFiles(llvm::StringRef path, std::vector<std::string> &names) {
  llvm::Expected<std::vector<Entry>> entries = entriesOf(path);
  if (!entries)
    return entries.takeError();
  std::vector<Entry> folders;
  llvm::copy_if(*entries, std::back_inserter(folders), [](const Entry &entry) { return entry.isFolder; });
  std::vector<EventFile> files;
  if (folders.empty()) {
    for (const Entry &entry : *entries)
      files.push_back({entry.path, 0, false, std::nullopt});
    return files;
  }
  std::vector<uint32_t> labels;
  if (llvm::Error error = labelFolders(folders, labels, names))
    return std::move(error);
  for (auto [folder, label] : llvm::zip_equal(folders, labels)) {
    llvm::Expected<std::vector<Entry>> inside = entriesOf(folder.path);
    if (!inside)
      return inside.takeError();
    for (const Entry &entry : *inside)
      if (!entry.isFolder)
        files.push_back({entry.path, 0, false, label});
  }
  // Folders sort before their contents, so "1-x" would come before "1/a"; the order promised is that of the paths.
  llvm::sort(files, [](const EventFile &a, const EventFile &b) { return a.path < b.path; });
  return files;
}

static llvm::Error takeLabels(llvm::StringRef path, std::vector<EventFile> &files) {
  llvm::Expected<std::vector<uint32_t>> labels = readLabels(path);
  if (!labels)
    return labels.takeError();
  if (labels->size() != files.size())
    return llvm::createStringError(
        fmt::format("{}: {} labels for {} samples", path.str(), labels->size(), files.size()));
  for (auto [file, label] : llvm::zip_equal(files, *labels))
    file.label = label;
  return llvm::Error::success();
}

static std::vector<std::optional<uint32_t>> labelsOf(llvm::ArrayRef<EventFile> files) {
  std::vector<std::optional<uint32_t>> labels;
  for (const EventFile &file : files)
    labels.push_back(file.label);
  return labels;
}

/// Leaves the files that a limit takes, of those that are recordings. `isRecording` is asked of no more than needed.
static llvm::Error limitFiles(std::vector<EventFile> &files, uint64_t limit,
                              llvm::function_ref<llvm::Expected<bool>(const EventFile &)> isRecording) {
  llvm::Expected<std::vector<uint64_t>> taken =
      spreadOverLabels(labelsOf(files), limit, [&](uint64_t i) { return isRecording(files[i]); });
  if (!taken)
    return taken.takeError();
  std::vector<EventFile> left;
  for (uint64_t i : *taken)
    left.push_back(files[i]);
  files = std::move(left);
  return llvm::Error::success();
}

/// Labels of a file of their own, and the limit.
static llvm::Expected<std::unique_ptr<Stimulus>> finish(std::unique_ptr<Recordings> recordings,
                                                        const StimulusOptions &options) {
  if (!options.labels.empty())
    if (llvm::Error error = takeLabels(options.labels, recordings->files))
      return std::move(error);
  if (options.limit)
    if (llvm::Error error = limitFiles(recordings->files, *options.limit, [](const EventFile &) { return true; }))
      return std::move(error);
  return recordings;
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openRecordingFolder(llvm::StringRef path, const InputInfo &input,
                                                                         const StimulusOptions &options) {
  auto recordings = std::make_unique<Recordings>(input, options);
  llvm::Expected<std::vector<EventFile>> files = findFiles(path, recordings->names);
  if (!files)
    return files.takeError();
  auto isRecording = [&, reading = options.reading(0)](const EventFile &file) -> llvm::Expected<bool> {
    std::string refusal;
    llvm::Expected<Content> content = contentOf(file.path, reading, refusal);
    if (!content)
      return content.takeError();
    if (*content == Content::Other)
      return llvm::createStringError(refusal);
    recordings->passedOver += *content == Content::Prose;
    return *content != Content::Prose;
  };
  recordings->files = std::move(*files);
  // Labels in a file of their own are for all samples.
  bool needsAll = !options.limit || !options.labels.empty();
  if (llvm::Error error = limitFiles(recordings->files, needsAll ? UINT64_MAX : *options.limit, isRecording))
    return std::move(error);
  if (recordings->files.empty())
    return llvm::createStringError("no recordings in folder '" + path +
                                   "' or its subfolders (need <label>/<name>, or recordings without labels)");
  return finish(std::move(recordings), options);
}

llvm::Expected<std::unique_ptr<Stimulus>> snnc::sim::openRecordingFile(llvm::StringRef path, const InputInfo &input,
                                                                       const StimulusOptions &options) {
  llvm::Expected<OpenRecording> recording = openRecording(path, options.reading(0));
  if (!recording)
    return recording.takeError();
  auto recordings = std::make_unique<Recordings>(input, options);
  if (recording->info.samples == 0)
    return llvm::createStringError(path + ": it holds no sample");
  const auto &labels = recording->info.labels;
  for (uint64_t i = 0; i < recording->info.samples; ++i)
    recordings->files.push_back(
        {path.str(), i, recording->info.samples > 1, i < labels.size() ? std::optional(labels[i]) : std::nullopt});
  return finish(std::move(recordings), options);
}

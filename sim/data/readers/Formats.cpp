//===- Formats.cpp - which format a file is of ----------------------------===//

#include "sim/data/readers/Formats.h"
#include <fmt/format.h>

using namespace snnc::sim;

EventReader::~EventReader() = default;

llvm::Error EventReader::readAll(llvm::MutableArrayRef<RecordedEvent> buffer,
                                 llvm::function_ref<void(llvm::ArrayRef<RecordedEvent>)> use) {
  while (true) {
    llvm::Expected<size_t> count = read(buffer);
    if (!count)
      return count.takeError();
    if (*count == 0)
      return llvm::Error::success();
    use(buffer.take_front(*count));
  }
}

static constexpr size_t headBytes = 1 << 16;

namespace {
class EmptyReader final : public EventReader {
public:
  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent>) override { return 0; }
};
} // namespace

/// A file without a byte is a recording without an event: cameras leave such files.
static bool isEmpty(const Head &head) { return head.size == 0; }
static llvm::Expected<ReaderPtr> openEmpty(BytesPtr, const ReaderOptions &, RecordingInfo &info) {
  info.format = "empty";
  return std::make_unique<EmptyReader>();
}
static const Format formatEmpty{"empty file", isEmpty, openEmpty};

llvm::ArrayRef<Format> snnc::sim::recordingFormats() {
  static const Format formats[] = {formatEmpty, formatAedat4, formatAedat3,      formatAedat2,
                                   formatEvt,   formatDat,    formatEventStream, formatHdf5,
                                   formatNpy,   formatNpz,    formatText,        formatNMnist};
  return formats;
}

static llvm::Error refuse(const Head &head) {
  std::string name = nameOfContent(head);
  std::string text = "'" + head.path.str() + "' is " + (name.empty() ? "of no known format" : name) +
                     ", and no recording that is known";
  if (isText(head.bytes))
    text += "; lines of events need a first line of names (t_us,x,y,p) or --columns, as --columns t_s,x,y,p";
  return llvm::createStringError(text);
}

static llvm::Expected<Head> headOf(Bytes &bytes, const ReaderOptions &options) {
  llvm::Expected<llvm::StringRef> window = bytes.peek(headBytes);
  if (!window)
    return window.takeError();
  return Head{window->take_front(headBytes), bytes.size(), bytes.path(), &options};
}

static const Format *find(const Head &head) {
  // What bears the mark of something else is no recording without a mark, whatever its name.
  for (const Format &format : recordingFormats())
    if (format.knows(head) && (&format != &recordingFormats().back() || nameOfContent(head).empty()))
      return &format;
  return nullptr;
}

llvm::Expected<OpenRecording> snnc::sim::openRecording(BytesPtr bytes, const ReaderOptions &options) {
  llvm::Expected<Head> head = headOf(*bytes, options);
  if (!head)
    return head.takeError();
  const Format *format = find(*head);
  if (!format)
    return refuse(*head);
  if (!options.stream.empty() && format->open != formatAedat4.open)
    return llvm::createStringError("'" + bytes->path() + "' is " + format->name +
                                   ", of which a file has one stream of events: --stream is for AEDAT 4");
  OpenRecording result;
  llvm::Expected<ReaderPtr> reader = format->open(std::move(bytes), options, result.info);
  if (!reader)
    return reader.takeError();
  result.reader = std::move(*reader);
  return result;
}

llvm::Expected<OpenRecording> snnc::sim::openRecording(llvm::StringRef path, const ReaderOptions &options) {
  llvm::Expected<BytesPtr> bytes = Bytes::openFile(path);
  if (!bytes)
    return bytes.takeError();
  return openRecording(std::move(*bytes), options);
}

llvm::Expected<Content> snnc::sim::contentOf(llvm::StringRef path, const ReaderOptions &options, std::string &refusal) {
  llvm::Expected<BytesPtr> bytes = Bytes::openFile(path, /*windowBytes=*/1 << 12);
  if (!bytes)
    return bytes.takeError();
  llvm::Expected<llvm::StringRef> window = (*bytes)->peek(1 << 12);
  if (!window)
    return window.takeError();
  Head head{*window, (*bytes)->size(), (*bytes)->path(), &options};
  if (find(head))
    return Content::Recording;
  if (isText(head.bytes) && !beginsWithNumbers(head.bytes))
    return Content::Prose;
  refusal = llvm::toString(refuse(head));
  return Content::Other;
}

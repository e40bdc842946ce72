//===- Formats.h - the formats of event recordings --------------*- C++ -*-===//
//
// Each format has a function that knows it by the first bytes of a file and one that opens a reader; the readers
// themselves lie in a file a format. What no format knows is named as far as its first bytes say what it is.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_FORMATS_H
#define SNNC_SIM_DATA_READERS_FORMATS_H

#include "sim/data/readers/EventReader.h"

namespace snnc::sim {

using BytesPtr = std::unique_ptr<Bytes>;
using ReaderPtr = std::unique_ptr<EventReader>;

/// The first bytes of a file (64 KiB, or all of it).
struct Head {
  llvm::StringRef bytes;
  uint64_t size = 0;
  llvm::StringRef path;
  const ReaderOptions *options = nullptr;
};

struct Format {
  llvm::StringLiteral name;
  bool (*knows)(const Head &head);
  /// Opens a file that it knows, at its first byte.
  llvm::Expected<ReaderPtr> (*open)(BytesPtr bytes, const ReaderOptions &options, RecordingInfo &info);
};

/// In the order in which they are asked.
llvm::ArrayRef<Format> recordingFormats();

// One file each.
extern const Format formatAedat2, formatAedat3, formatAedat4, formatDat, formatEvt, formatEventStream, formatHdf5,
    formatNpy, formatNpz, formatText, formatNMnist;

/// What first bytes say of a file that is no recording, as "a PNG image".
std::string nameOfContent(const Head &head);

/// Whether bytes are text: printable, tabs and line ends, or UTF-8, and not empty.
bool isText(llvm::StringRef bytes);

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

struct OpenRecording {
  RecordingInfo info;
  ReaderPtr reader;
};

/// Opens a recording of any format. Anything else is refused by the name of what it is.
llvm::Expected<OpenRecording> openRecording(BytesPtr bytes, const ReaderOptions &options);
llvm::Expected<OpenRecording> openRecording(llvm::StringRef path, const ReaderOptions &options);

/// What the first bytes of a file are.
enum class Content { Recording, Prose, Other };
/// Of a file in a folder of recordings. Prose is text that has no numbers in its first line, such as notes; what is
/// neither that nor a recording is refused, which `refusal` then says.
llvm::Expected<Content> contentOf(llvm::StringRef path, const ReaderOptions &options, std::string &refusal);
/// Whether the first line of a text, comments aside, is numbers alone.
bool beginsWithNumbers(llvm::StringRef text);

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_FORMATS_H

//===- Fuzz.cpp - libFuzzer on the readers of recordings ------------------===//
//
// The first byte chooses the name that a recording has and whether its columns are stated; the rest is the file. Files
// of HDF5 and ZIP are left out: their libraries read them from disk.
//
//===----------------------------------------------------------------------===//

#include "sim/data/EventScan.h"
#include "sim/data/readers/Formats.h"
#include <cstdlib>

using namespace snnc::sim;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  llvm::StringRef bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  if (bytes.starts_with("\x89HDF") || bytes.starts_with("PK"))
    return 0;
  ReaderOptions options;
  if (data[0] & 2)
    options.columns = llvm::cantFail(parseColumns(data[0] & 4 ? "t_s,x,y,p" : "t,x,y,p"));
  llvm::Expected<OpenRecording> recording = openRecording(Bytes::ofMemory(bytes, data[0] & 1 ? "a.bin" : "a"), options);
  if (!recording) {
    llvm::consumeError(recording.takeError());
    return 0;
  }
  std::vector<RecordedEvent> buffer(4096);
  EventScan scan;
  while (true) {
    llvm::Expected<size_t> count = recording->reader->read(buffer);
    if (!count) {
      llvm::consumeError(count.takeError());
      break;
    }
    if (*count == 0)
      break;
    if (*count > buffer.size())
      std::abort();
    scan.add(llvm::ArrayRef<RecordedEvent>(buffer).take_front(*count));
  }
  return 0;
}

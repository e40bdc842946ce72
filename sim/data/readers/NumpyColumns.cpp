//===- NumpyColumns.cpp - columns of numbers in NumPy's layout ------------===//

#include "sim/data/readers/NumpyColumns.h"
#include <cstring>
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
template <typename T, bool isBigEndian, typename To>
void loadAll(const char *at, uint64_t stride, std::vector<To> &numbers) {
  for (To &number : numbers) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, at, sizeof(T));
    if constexpr (isBigEndian)
      std::reverse(bytes, bytes + sizeof(T));
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    number = To(value);
    at += stride;
  }
}

template <typename T, typename To>
void loadAll(const char *at, uint64_t stride, bool isBigEndian, std::vector<To> &numbers) {
  isBigEndian ? loadAll<T, true>(at, stride, numbers) : loadAll<T, false>(at, stride, numbers);
}

void loadColumn(const char *at, uint64_t stride, NumpyType type, size_t count, FieldNumbers &out) {
  out.isReal = type.isFloat();
  bool big = type.isBigEndian;
  out.resize(count);
  if (out.isReal)
    return type.bytes == 4 ? loadAll<float>(at, stride, big, out.real) : loadAll<double>(at, stride, big, out.real);
  bool isSigned = type.kind == 'i';
  switch (type.bytes) {
  case 1:
    return isSigned ? loadAll<int8_t>(at, stride, big, out.whole) : loadAll<uint8_t>(at, stride, big, out.whole);
  case 2:
    return isSigned ? loadAll<int16_t>(at, stride, big, out.whole) : loadAll<uint16_t>(at, stride, big, out.whole);
  case 4:
    return isSigned ? loadAll<int32_t>(at, stride, big, out.whole) : loadAll<uint32_t>(at, stride, big, out.whole);
  default:
    return isSigned ? loadAll<int64_t>(at, stride, big, out.whole) : loadAll<uint64_t>(at, stride, big, out.whole);
  }
}

class NumpyReader final : public EventReader {
public:
  NumpyReader(NumpyEvents events, std::shared_ptr<void> keepAlive)
      : keepAlive(std::move(keepAlive)), data(std::move(events)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  std::shared_ptr<void> keepAlive; ///< what the sources read from, if they need it
  NumpyEvents data;
  uint64_t done = 0;
  FieldNumbers columns[4];
};
} // namespace

llvm::Expected<size_t> NumpyReader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  size_t count = size_t(std::min<uint64_t>({events.size(), data.count - done, 1 << 14}));
  if (count == 0)
    return 0;
  for (size_t i = 0; i < data.sources.size(); ++i) {
    NumpySource &source = data.sources[i];
    llvm::Expected<llvm::StringRef> window = source.bytes->peek(count * source.stride);
    if (!window)
      return window.takeError();
    if (window->size() < count * source.stride)
      return source.bytes->fail("the array ends before its last event");
    for (size_t field = 0; field < 4; ++field)
      if (data.columns[field] && data.columns[field]->source == i)
        loadColumn(window->data() + data.columns[field]->offset, source.stride, data.columns[field]->type, count,
                   columns[field]);
    source.bytes->skip(count * source.stride);
  }
  events = events.take_front(count);
  std::fill(events.begin(), events.end(), RecordedEvent{0, 0, 0, 0});
  for (Field field : {Field::Time, Field::X, Field::Y, Field::Polarity})
    if (data.columns[size_t(field)])
      if (llvm::Error error =
              setField(field, columns[size_t(field)], data.unit, data.sources.front().bytes->path(), done, events))
        return std::move(error);
  done += count;
  return count;
}

ReaderPtr snnc::sim::makeNumpyReader(NumpyEvents events, std::shared_ptr<void> keepAlive) {
  return std::make_unique<NumpyReader>(std::move(events), std::move(keepAlive));
}

//===- Aedat4Packets.cpp - packets of AEDAT 4, decompressed ---------------===//

#include "sim/data/readers/Aedat4Packets.h"
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
/// Files above this are read by threads.
constexpr uint64_t longFile = 1 << 20;
/// Packets above this, as they are stored or decompressed, are not read ahead, so that those that are stay small.
constexpr size_t mostAheadBytes = 4 << 20;
constexpr size_t slotsAhead = 6;
/// Two keep a processor busy with packets of LZ4 while another looks at events; copying needs one.
constexpr unsigned threadsOf(Compression compression) { return compression == Compression::None ? 1 : 2; }
} // namespace

llvm::Expected<std::unique_ptr<Aedat4Packets>> Aedat4Packets::create(std::unique_ptr<Bytes> bytes,
                                                                     Aedat4Layout layout) {
  std::unique_ptr<Aedat4Packets> packets(new Aedat4Packets(std::move(bytes), std::move(layout)));
  if (packets->bytes->left() <= longFile || std::thread::hardware_concurrency() < 2)
    return packets;
  llvm::Expected<std::unique_ptr<Bytes>> again = packets->bytes->again(/*windowBytes=*/1 << 12);
  if (!again)
    return again.takeError();
  packets->ahead = std::move(*again);
  packets->ahead->seek(packets->bytes->offset());
  packets->slots = std::vector<Slot>(slotsAhead);
  for (unsigned i = 0; i < threadsOf(packets->layout.compression); ++i)
    packets->threads.emplace_back([raw = packets.get()] { raw->readAhead(); });
  return packets;
}

Aedat4Packets::~Aedat4Packets() {
  {
    std::lock_guard<std::mutex> lock(stateMutex);
    isOver = true;
  }
  changed.notify_all();
  for (std::thread &thread : threads)
    thread.join();
}

/// Goes to the next packet that may hold events, at its header; nothing at the end.
llvm::Expected<std::optional<Aedat4Packet>> Aedat4Packets::find(Bytes &bytes, ReadCounts &passed) const {
  while (true) {
    uint64_t at = bytes.offset();
    if (at >= layout.end)
      return std::nullopt;
    llvm::Expected<llvm::StringRef> window = bytes.peek(8);
    if (!window)
      return window.takeError();
    // Packets in front of a cut are whole and kept.
    auto cut = [&] {
      passed.cutBytes += bytes.left();
      bytes.skip(bytes.left());
      return std::nullopt;
    };
    if (window->size() < 8)
      return cut();
    int32_t stream = int32_t(little32(window->data())), size = int32_t(little32(window->data() + 4));
    if (size <= 0)
      return bytes.fail(fmt::format("a packet of {} bytes: damaged", size));
    if (uint64_t(size) > bytes.left() - 8)
      return cut();
    if (!layout.foreign.count(stream))
      return Aedat4Packet{at, stream, uint64_t(size), {}};
    ++passed.otherRecords;
    bytes.skip(8 + uint64_t(size));
  }
}

/// Reads the next packet in the thread that asks.
llvm::Expected<std::optional<Aedat4Packet>> Aedat4Packets::readHere(ReadCounts &counts) {
  bytes->skip(skip);
  skip = 0;
  llvm::Expected<std::optional<Aedat4Packet>> found = find(*bytes, counts);
  if (!found || !*found)
    return found;
  Aedat4Packet packet = **found;
  if (packet.size > mostPacketBytes)
    return bytes->fail(
        fmt::format("a packet of {} bytes: at most {} are kept in memory at once", packet.size, mostPacketBytes));
  llvm::Expected<llvm::StringRef> window = bytes->peek(8 + packet.size);
  if (!window)
    return window.takeError();
  packet.body = window->substr(8, packet.size);
  skip = 8 + packet.size;
  if (layout.compression == Compression::None)
    return packet;
  std::string why;
  std::optional<size_t> size = decompress(layout.compression, packet.body, mostPacketBytes, unpacked, why);
  if (!size)
    return bytes->fail("a packet that does not decompress: " + why);
  packet.body = llvm::StringRef(unpacked.data(), *size);
  return packet;
}

llvm::Expected<std::optional<Aedat4Packet>> Aedat4Packets::next(ReadCounts &counts) {
  if (threads.empty() || isAlone)
    return readHere(counts);
  if (given)
    change(*given, Slot::Free);
  given = nullptr;
  Slot &slot = slots[turn % slots.size()];
  {
    std::unique_lock<std::mutex> lock(stateMutex);
    changed.wait(lock, [&] { return slot.state > Slot::Taken; });
  }
  if (slot.state == Slot::Unread || slot.state == Slot::AllUnread) {
    // What is passed over is counted where it is read.
    isAlone = slot.state == Slot::AllUnread;
    bytes->seek(slot.from);
    skip = 0;
    ++turn;
    given = &slot;
    return readHere(counts);
  }
  counts.otherRecords += slot.passed.otherRecords;
  counts.cutBytes += slot.passed.cutBytes;
  slot.passed = ReadCounts();
  if (slot.state == Slot::End) // stays
    return std::nullopt;
  ++turn;
  given = &slot;
  return slot.packet;
}

//===----------------------------------------------------------------------===//
// The threads that read ahead
//===----------------------------------------------------------------------===//

void Aedat4Packets::change(Slot &slot, Slot::State state) {
  {
    std::lock_guard<std::mutex> lock(stateMutex);
    slot.state = state;
  }
  changed.notify_all();
}

/// Takes a slot, once it is free; false where nothing is to be read any more.
bool Aedat4Packets::takeFree(Slot &slot) {
  std::unique_lock<std::mutex> lock(stateMutex);
  changed.wait(lock, [&] { return isOver || slot.state == Slot::Free; });
  if (!isOver)
    slot.state = Slot::Taken;
  return !isOver;
}

void Aedat4Packets::readAhead() {
  while (true) {
    std::unique_lock<std::mutex> lock(fileMutex);
    if (!ahead)
      return;
    Slot &slot = slots[fileTurn % slots.size()];
    if (!takeFree(slot))
      return;
    ++fileTurn;
    slot.from = ahead->offset();
    slot.passed = ReadCounts();
    llvm::Expected<std::optional<Aedat4Packet>> found = find(*ahead, slot.passed);
    if (!found || !*found) {
      // The end, or what is an error where it is asked for.
      change(slot, found ? Slot::End : Slot::AllUnread);
      if (!found)
        llvm::consumeError(found.takeError());
      ahead.reset();
      return;
    }
    slot.packet = **found;
    if (slot.packet.size > mostAheadBytes) {
      ahead->skip(8 + slot.packet.size);
      change(slot, Slot::Unread);
      continue;
    }
    ahead->skip(8);
    bool isRead = ahead->take(slot.packet.size, slot.stored);
    lock.unlock();
    slot.packet.body = llvm::StringRef(slot.stored.data(), slot.stored.size());
    if (isRead && layout.compression != Compression::None) {
      std::string why;
      std::optional<size_t> size = decompress(layout.compression, slot.packet.body, mostAheadBytes, slot.unpacked, why);
      isRead = size.has_value();
      slot.packet.body = llvm::StringRef(slot.unpacked.data(), size.value_or(0));
    }
    change(slot, isRead ? Slot::Read : Slot::Unread);
  }
}

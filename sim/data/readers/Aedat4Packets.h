//===- Aedat4Packets.h - packets of AEDAT 4, decompressed -------*- C++ -*-===//
//
// Packets in the order of the file. Those of a long file are read and decompressed by threads of their own, a few ahead
// of the one that is looked at; a packet that such a thread cannot read is read again where it is asked for, so that
// errors are the same as without threads.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_DATA_READERS_AEDAT4PACKETS_H
#define SNNC_SIM_DATA_READERS_AEDAT4PACKETS_H

#include "sim/data/readers/Decompress.h"
#include "sim/data/readers/EventReader.h"
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace snnc::sim {

/// What the header says of the packets.
struct Aedat4Layout {
  Compression compression = Compression::None;
  uint64_t end = 0;          ///< of the packets
  std::set<int32_t> foreign; ///< streams that are not looked at
};

struct Aedat4Packet {
  uint64_t at = 0; ///< of its header in the file
  int32_t stream = 0;
  uint64_t size = 0;    ///< in the file, without the header
  llvm::StringRef body; ///< decompressed
};

class Aedat4Packets {
public:
  /// Real packets have some 100 kilobytes; these bounds keep what is in memory small.
  static constexpr size_t mostPacketBytes = 48 << 20;

  /// `bytes` stand at the first packet.
  static llvm::Expected<std::unique_ptr<Aedat4Packets>> create(std::unique_ptr<Bytes> bytes, Aedat4Layout layout);
  ~Aedat4Packets();

  /// The next packet of a stream that is not foreign, valid until the next call; nothing at the end. Adds what is
  /// passed over to `counts`.
  llvm::Expected<std::optional<Aedat4Packet>> next(ReadCounts &counts);

  /// "path: byte 17: message".
  llvm::Error failAt(uint64_t at, const llvm::Twine &message) const { return bytes->failAt(at, message); }

private:
  /// One packet that a thread reads.
  struct Slot {
    /// Taken: by a thread that fills it. Unread: that one packet, AllUnread: all from there on, are to be read where
    /// they are asked for.
    enum State { Free, Taken, Read, Unread, AllUnread, End } state = Free;
    uint64_t from = 0; ///< where its search began
    Aedat4Packet packet;
    ReadCounts passed;
    std::vector<char> stored, unpacked;
  };

  Aedat4Packets(std::unique_ptr<Bytes> bytes, Aedat4Layout layout)
      : bytes(std::move(bytes)), layout(std::move(layout)) {}

  llvm::Expected<std::optional<Aedat4Packet>> find(Bytes &bytes, ReadCounts &passed) const;
  llvm::Expected<std::optional<Aedat4Packet>> readHere(ReadCounts &counts);
  void readAhead();
  bool takeFree(Slot &slot);
  void change(Slot &slot, Slot::State state);

  std::unique_ptr<Bytes> bytes; ///< of the thread that asks
  Aedat4Layout layout;
  uint64_t skip = 0; ///< bytes of the packet that was given last
  std::vector<char> unpacked;

  std::vector<Slot> slots;
  Slot *given = nullptr; ///< that was given last
  bool isAlone = false;  ///< whatever comes is read here
  uint64_t turn = 0;     ///< of the slot that is given next
  std::mutex fileMutex;  ///< over the next two
  uint64_t fileTurn = 0; ///< of the slot that is filled next
  std::unique_ptr<Bytes> ahead;
  std::mutex stateMutex; ///< over states of slots, and isOver
  std::condition_variable changed;
  bool isOver = false;
  std::vector<std::thread> threads;
};

} // namespace snnc::sim

#endif // SNNC_SIM_DATA_READERS_AEDAT4PACKETS_H

//===- FiringTime.cpp - how many cycles a firing takes --------------------===//

#include "sim/mesh/cycles/FiringTime.h"
#include <optional>

using namespace snnc::sim::cycles;

namespace {
/// rtl/core/scan.sv: looks at the activity bits of 32 words, of which a word a cycle leaves; without one it takes a
/// cycle too. Three stages behind it make the word's place; they move together, unless the last one holds a word that
/// nobody takes.
class Scan {
public:
  Scan(uint32_t first, uint32_t last, llvm::ArrayRef<Visit> visits)
      : visits(visits), block(first / 32), lastBlock(last / 32) {
    countPending();
  }

  bool busy() const { return scanning || stages[0] || stages[1] || stages[2]; }
  /// The word that is to be taken.
  const Visit *word() const { return stages[2]; }

  void clock(bool taken) {
    bool advances = !stages[2] || taken;
    bool leavesBlock = scanning && pending <= 1 && (pending == 0 || advances);
    if (advances) {
      stages[2] = stages[1];
      stages[1] = stages[0];
      stages[0] = pending != 0 ? &visits[next++] : nullptr;
      pending -= pending != 0;
    }
    if (leavesBlock) {
      scanning = block++ != lastBlock;
      countPending();
    }
  }

private:
  void countPending() {
    pending = 0;
    while (scanning && next + pending < visits.size() && visits[next + pending].word / 32 == block)
      ++pending;
  }

  llvm::ArrayRef<Visit> visits;
  size_t next = 0, pending = 0; ///< words of the block, from `next` on
  uint32_t block, lastBlock;
  bool scanning = true;
  const Visit *stages[3] = {};
};
} // namespace

uint64_t snnc::sim::cycles::firingTime(uint32_t first, uint32_t last, llvm::ArrayRef<Visit> visits, uint32_t tail) {
  Scan scan(first, last, visits);
  uint32_t issued = 0;         // reads of the word at the end of the scan
  const Visit *read = nullptr; // at the memory's output
  bool readsPotential = false; // and it is the last of its word
  uint32_t working = 0, leaking = 0;
  for (uint64_t cycle = 1;; ++cycle) {
    if (!scan.busy() && !read && working == 0 && leaking == 0)
      return cycle;
    const Visit *word = scan.word();
    bool finishes = working == 1, advances = read && (working == 0 || finishes);
    bool issues = word && (!read || advances), isLast = word && issued + 1 == word->reads;
    leaking = finishes ? tail : leaking - (leaking != 0);
    working -= working != 0;
    if (advances) {
      if (readsPotential)
        working = read->work;
      read = nullptr;
    }
    if (issues) {
      read = word;
      readsPotential = isLast;
      issued = isLast ? 0 : issued + 1;
    }
    scan.clock(issues && isLast);
  }
}

uint64_t snnc::sim::cycles::poolingTime(uint32_t first, uint32_t last, llvm::ArrayRef<Visit> visits) {
  Scan scan(first, last, visits);
  uint32_t working = 0;
  for (uint64_t cycle = 1;; ++cycle) {
    if (!scan.busy() && working == 0)
      return cycle;
    bool taken = scan.word() && working == 0;
    working = taken ? scan.word()->work : working - (working != 0);
    scan.clock(taken);
  }
}

//===- Seeds.cpp - files that the fuzzer begins with ----------------------===//

#include "tests/sim/data/Seeds.h"
#include <cstdio>
#include <sys/stat.h>

/// Writes FOLDER/<format>/seed for every format.
int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  for (const snnc::test::Seed &seed : snnc::test::seeds()) {
    std::string folder = std::string(argv[1]) + "/" + seed.format;
    mkdir(folder.c_str(), 0777);
    std::FILE *file = std::fopen((folder + "/seed").c_str(), "wb");
    if (!file)
      return 1;
    std::fputc((seed.file == "a.bin") | (seed.columns.empty() ? 0 : 2) | (seed.columns == "t_s,x,y,p" ? 4 : 0), file);
    std::fwrite(seed.bytes.data(), 1, seed.bytes.size(), file);
    std::fclose(file);
    std::puts(seed.format.c_str());
  }
  return 0;
}

//===- table_reader.sv - fetches one entry of a table -----------------------===//
//
// Tables are narrow memories: an entry comes word by word, the first read in the cycle of `start`, and is whole when
// `busy` is low again, `words` + 1 cycles later. Fields behind the first `words` words keep older values.
//
//===----------------------------------------------------------------------===//

module table_reader #(
    parameter int INDEX_BITS  = 4,
    parameter int WORDS       = 4,
    parameter int STRIDE_BITS = 2
) (
    input  logic                              clk,
    input  logic                              rst,
    input  logic                              start,
    input  logic [            INDEX_BITS-1:0] index,
    input  logic [               STRIDE_BITS:0] words,
    output logic                              busy,
    output logic                              read,
    output logic [chip_pkg::ADDRESS_BITS-1:0] read_address,
    input  logic [                      15:0] read_data,
    output logic [              16*WORDS-1:0] entry
);

  // Which word arrives, one-hot, and the number of the one behind it, which is read.
  logic [WORDS-1:0] arriving, is_last;
  logic [INDEX_BITS-1:0] entry_index;
  logic [STRIDE_BITS-1:0] next;

  always_comb begin
    next = 0;
    for (int w = 0; w < WORDS; w++) begin
      is_last[w] = words == (STRIDE_BITS + 1)'(w + 1);
      if (arriving[w]) next = next | STRIDE_BITS'(w + 1);
    end
  end

  assign busy = arriving != 0;
  assign read = start || (arriving & ~is_last) != 0;
  // Nothing arrives in the cycle of `start`.
  assign read_address =
      ((start ? chip_pkg::ADDRESS_BITS'(index) : chip_pkg::ADDRESS_BITS'(entry_index)) << STRIDE_BITS) |
      chip_pkg::ADDRESS_BITS'(next);

  always_ff @(posedge clk)
    if (rst) arriving <= 0;
    else if (start || busy) arriving <= {arriving[WORDS-2:0] & ~is_last[WORDS-2:0], start};

  always_ff @(posedge clk) begin
    if (start) entry_index <= index;
    if (busy) for (int w = 0; w < WORDS; w++) if (arriving[w]) entry[w*16+:16] <= read_data;
  end

  always_ff @(posedge clk) if (!rst && start) assert (!busy);

endmodule

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

  logic [INDEX_BITS-1:0] entry_index;
  logic [STRIDE_BITS:0] next, arriving;

  assign read = start || (busy && next != words);
  assign read_address = start ? chip_pkg::ADDRESS_BITS'(index) << STRIDE_BITS :
                        (chip_pkg::ADDRESS_BITS'(entry_index) << STRIDE_BITS) | chip_pkg::ADDRESS_BITS'(next);

  always_ff @(posedge clk)
    if (rst) busy <= 1'b0;
    else if (start) begin
      busy <= 1'b1;
      entry_index <= index;
      next <= 1;
      arriving <= 0;
    end else if (busy) begin
      if (next != words) next <= next + 1;
      arriving <= next;
      if (arriving == words - 1) busy <= 1'b0;
    end

  always_ff @(posedge clk)
    if (busy) for (int w = 0; w < WORDS; w++) if (arriving == (STRIDE_BITS + 1)'(w)) entry[w*16+:16] <= read_data;

  always_ff @(posedge clk) if (!rst && start) assert (!busy);

endmodule

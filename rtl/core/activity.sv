//===- activity.sv - one bit a state word: must the next firing visit it? ---===//
//
// Accumulation sets the bit of each word that an event addresses; a firing that visits a word writes whether it would
// change by itself in the next step. Kept as words of 32 bits, read at once by the scan.
//
//===----------------------------------------------------------------------===//

module activity #(
    parameter int STATE_WORDS = chip_pkg::STATE_WORDS
) (
    input  logic                                clk,
    input  logic                                write,
    input  logic [ chip_pkg::ADDRESS_BITS-1:0] write_address,
    input  logic                                write_active,
    input  logic [chip_pkg::ADDRESS_BITS-1:5] read_index,
    output logic [                        31:0] read_bits
);

  localparam int Words = (STATE_WORDS + 31) / 32;
  localparam int IndexBits = Words > 1 ? $clog2(Words) : 1;

  logic [31:0] words[0:Words-1];
  logic [31:0] old_bits, new_bits;
  // The bit's number is decoded in two parts: a new bit is a function of one line of each, the old bit and what is written.
  logic [7:0] rows;
  logic [3:0] columns;

  assign read_bits = words[read_index[IndexBits+4:5]];

  always_comb begin
    old_bits = 'x;
    rows = 'x;
    columns = 'x;
    new_bits = 'x;
    if (write) begin
      old_bits = words[write_address[IndexBits+4:5]];
      rows = 8'd1 << write_address[4:2];
      columns = 4'd1 << write_address[1:0];
      for (int i = 0; i < 32; i++) new_bits[i] = rows[i/4] && columns[i%4] ? write_active : old_bits[i];
    end
  end

  always_ff @(posedge clk)
    if (write) words[write_address[IndexBits+4:5]] <= new_bits;

endmodule

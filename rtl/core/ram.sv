//===- ram.sv - memory with one write port and one registered read port -----===//
//
// A read in the cycle of a write to the same word gives the old word. Without `read` the output keeps its value. A word can
// be written in parts of 32 bits, the last of which may be narrower.
// Addresses are as wide as the tables hold them; the checks name the first that lies outside.
//
//===----------------------------------------------------------------------===//

module ram #(
    parameter int WIDTH = 16,
    parameter int DEPTH = 16,
    parameter int PARTS = 1
) (
    input  logic                              clk,
    input  logic                              rst,
    input  logic                              write,
    input  logic [                 PARTS-1:0] write_parts,
    input  logic [chip_pkg::ADDRESS_BITS-1:0] write_address,
    input  logic [                 WIDTH-1:0] write_data,
    input  logic                              read,
    input  logic [chip_pkg::ADDRESS_BITS-1:0] read_address,
    output logic [                 WIDTH-1:0] read_data
);

  localparam int IndexBits = DEPTH > 1 ? $clog2(DEPTH) : 1;

  logic [WIDTH-1:0] words[0:DEPTH-1];

  if (PARTS == 1) begin : g_whole
    always_ff @(posedge clk) if (write && write_parts[0]) words[write_address[IndexBits-1:0]] <= write_data;
  end else begin : g_parts
    localparam int Last = 32 * (PARTS - 1);
    always_ff @(posedge clk)
      if (write) begin
        for (int p = 0; p < PARTS - 1; p++)
          if (write_parts[p]) words[write_address[IndexBits-1:0]][p*32+:32] <= write_data[p*32+:32];
        if (write_parts[PARTS-1]) words[write_address[IndexBits-1:0]][WIDTH-1:Last] <= write_data[WIDTH-1:Last];
      end
  end

  always_ff @(posedge clk) if (read) read_data <= words[read_address[IndexBits-1:0]];

  always_ff @(posedge clk)
    if (!rst) begin
      assert (!write || 32'(write_address) < DEPTH);
      assert (!read || 32'(read_address) < DEPTH);
    end

endmodule

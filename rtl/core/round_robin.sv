//===- round_robin.sv - picks one of several, in turn ------------------------===//
//
// The first wanted bit behind the one taken last, else the first wanted bit.
//
//===----------------------------------------------------------------------===//

module round_robin #(
    parameter int WIDTH = 8,
    parameter int INDEX_BITS = 3
) (
    input  logic                  clk,
    input  logic                  rst,
    input  logic [     WIDTH-1:0] wanted,
    input  logic                  take,
    output logic [INDEX_BITS-1:0] index
);

  logic [INDEX_BITS-1:0] taken;

  always_comb begin
    index = 0;
    if (wanted != 0) begin
      for (int i = WIDTH - 1; i >= 0; i--) if (wanted[i]) index = INDEX_BITS'(i);
      for (int i = WIDTH - 1; i >= 0; i--) if (wanted[i] && INDEX_BITS'(i) > taken) index = INDEX_BITS'(i);
    end
  end

  always_ff @(posedge clk)
    if (rst) taken <= {INDEX_BITS{1'b1}};
    else if (take) taken <= index;

  always_ff @(posedge clk) if (!rst && take) assert (wanted != 0);

endmodule

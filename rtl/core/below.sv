//===- below.sv - is one number less than another? -------------------------===//
//
// Compared bit by bit, the highest that differs decides: two bits a LUT, of which a carry chain takes twice as many, but more
// levels. Where a long path goes through, `<` is shorter.
//
//===----------------------------------------------------------------------===//

module below #(
    parameter int WIDTH = 8
) (
    input  logic             enable, // without it the answer means nothing
    input  logic [WIDTH-1:0] value,
    input  logic [WIDTH-1:0] bound,
    output logic             is_below
);

  always_comb begin
    is_below = 1'bx;
    if (enable) begin
      is_below = 1'b0;
      for (int i = 0; i < WIDTH; i++) if (value[i] != bound[i]) is_below = bound[i];
    end
  end

endmodule

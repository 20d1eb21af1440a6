<?php
/**
 * What a model said, made safe.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Text of a chat completion, and that text as HTML that may be printed.
 */
final class Answer {

	/**
	 * The text of an answer of {@see Gateway::chat()}.
	 *
	 * @param array $answer The answer.
	 * @return string
	 */
	public static function text( array $answer ): string {
		$content = $answer['data']['choices'][0]['message']['content'] ?? '';
		if ( is_array( $content ) ) {
			$content = implode( '', array_map( 'strval', array_column( $content, 'text' ) ) );
		}
		return is_string( $content ) ? $content : '';
	}

	/**
	 * Safe HTML of a model's words: paragraphs, and nothing that a post could not hold.
	 *
	 * @param string $text What the model said.
	 * @return string
	 */
	public static function html( string $text ): string {
		return wp_kses_post( wpautop( wp_kses_post( trim( $text ) ) ) );
	}
}

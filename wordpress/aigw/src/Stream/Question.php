<?php
/**
 * A question of a visitor.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What is asked: the author's template with the visitor's words in it, as the body of a call.
 */
final class Question {

	/**
	 * Characters that a visitor may type.
	 */
	const LONGEST = 2000;

	/**
	 * The author's configuration.
	 *
	 * @var array
	 */
	private $config;

	/**
	 * The visitor's words; '' where there is no field for them.
	 *
	 * @var string
	 */
	private $words;

	/**
	 * Makes a question.
	 *
	 * @param array  $config As it was signed.
	 * @param string $words  What the visitor typed.
	 */
	public function __construct( array $config, string $words ) {
		$this->config = $config + array( 'prompt' => '', 'question' => false, 'model' => '', 'feature' => 'answer', 'tokens' => 0, 'post' => 0 );
		$this->words  = $this->config['question'] ? self::clean( $words ) : '';
	}

	/**
	 * Text without control characters, not longer than is allowed.
	 *
	 * @param string $text What was typed.
	 * @return string
	 */
	private static function clean( string $text ): string {
		$text = wp_check_invalid_utf8( str_replace( array( "\r\n", "\r" ), "\n", $text ) );
		$text = (string) preg_replace( '/[\x00-\x08\x0B-\x1F\x7F]/', '', $text );
		return function_exists( 'mb_substr' ) ? mb_substr( trim( $text ), 0, self::LONGEST ) : substr( trim( $text ), 0, self::LONGEST );
	}

	/**
	 * Whether there is anything to ask.
	 *
	 * @return bool
	 */
	public function complete(): bool {
		return $this->config['question'] ? '' !== $this->words : '' !== trim( (string) $this->config['prompt'] );
	}

	/**
	 * The visitor's words.
	 *
	 * @return string
	 */
	public function words(): string {
		return $this->words;
	}

	/**
	 * What the site's owner calls this use.
	 *
	 * @return string
	 */
	public function feature(): string {
		return '' === (string) $this->config['feature'] ? 'answer' : (string) $this->config['feature'];
	}

	/**
	 * Most tokens of an answer.
	 *
	 * @return int
	 */
	public function tokens(): int {
		$most = (int) Settings::get( 'stream_tokens' );
		return $this->config['tokens'] > 0 ? (int) $this->config['tokens'] : max( 1, $most );
	}

	/**
	 * The model; '' leaves the choice to the gateway.
	 *
	 * @return string
	 */
	public function model(): string {
		foreach ( array( (string) $this->config['model'], (string) Settings::get( 'stream_model' ), (string) Settings::get( 'default_model' ) ) as $model ) {
			if ( '' !== $model ) {
				return $model;
			}
		}
		return '';
	}

	/**
	 * The body of `POST /api/v1/chat`.
	 *
	 * @param string $request_id Request id.
	 * @param bool   $stream     Whether to stream.
	 * @return array
	 */
	public function body( string $request_id, bool $stream ): array {
		$body = array(
			'messages'   => $this->messages(),
			'max_tokens' => $this->tokens(),
			'stream'     => $stream,
			'request_id' => $request_id,
		);
		return '' === $this->model() ? $body : array( 'model' => $this->model() ) + $body;
	}

	/**
	 * The messages. A template without a place for the question is the author's word and goes before it, so that a visitor's words never pass for the author's.
	 *
	 * @return array
	 */
	private function messages(): array {
		$template = $this->filled( trim( (string) $this->config['prompt'] ) );
		if ( ! $this->config['question'] ) {
			return array( array( 'role' => 'user', 'content' => $template ) );
		}
		if ( false !== strpos( $template, '{question}' ) ) {
			return array( array( 'role' => 'user', 'content' => str_replace( '{question}', $this->words, $template ) ) );
		}
		$asked = array( array( 'role' => 'user', 'content' => $this->words ) );
		return '' === $template ? $asked : array_merge( array( array( 'role' => 'system', 'content' => $template ) ), $asked );
	}

	/**
	 * The template with {title} and {content} of the page it stands on, where that page is public.
	 *
	 * @param string $template Template.
	 * @return string
	 */
	private function filled( string $template ): string {
		if ( false === strpos( $template, '{title}' ) && false === strpos( $template, '{content}' ) ) {
			return $template;
		}
		$post   = get_post( (int) $this->config['post'] );
		$public = $post && 'publish' === $post->post_status && '' === $post->post_password;
		$title  = $public ? wp_strip_all_tags( $post->post_title ) : '';
		$text   = $public ? trim( wp_strip_all_tags( strip_shortcodes( excerpt_remove_blocks( $post->post_content ) ) ) ) : '';
		return strtr( $template, array( '{title}' => $title, '{content}' => function_exists( 'mb_substr' ) ? mb_substr( $text, 0, 20000 ) : substr( $text, 0, 20000 ) ) );
	}
}
